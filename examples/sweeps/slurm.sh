#!/bin/bash
# A sweep on SLURM: bash slurm.sh, where jobs are submitted, in a folder with sweep.yaml that all nodes see.
# Each trial is a task of an array, which is submitted again until no trial has work left.
#SBATCH --cpus-per-task=4
#SBATCH --time=8:00:00
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=slurm-%a.log

if [ -z "$SLURM_ARRAY_TASK_ID" ]; then
  sbatch --version || exit
  for round in {1..20}; do
    due=$(longrange sweep status sweep.yaml --due) || exit
    [ -n "$due" ] || exec longrange sweep report sweep.yaml
    # At most 16 at once, with numbers below SLURM's MaxArraySize. A failed trial is tried again in the next round.
    sbatch --wait --array="$due%16" "$0"
  done
  exit 1
fi
longrange sweep sweep.yaml --trial "$SLURM_ARRAY_TASK_ID" --take-over --threads "$SLURM_CPUS_PER_TASK" &
trap : TERM # scancel sends it to the trial, too
trap 'kill -TERM $!; again=yes' USR1 # two minutes before the time limit
# A signal ends the wait, not the trial, which saves.
while wait $!; status=$?; kill -0 $! 2>/dev/null; do :; done
[ -z "$again" ] || { scontrol requeue "$SLURM_JOB_ID" && sleep 60; }
exit $status
