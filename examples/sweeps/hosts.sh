#!/bin/bash
# A sweep on several machines by ssh and GNU parallel: bash hosts.sh, in a folder with sweep.yaml that all of them see.
# The file `hosts` names them, one on each line: 2/user@host runs two trials at once on that host.
# Machines that share no folder: sweep.yaml and its text at the same path everywhere, and a bucket, remote:bucket/runs.
bucket=
# A checkpoint counts once its last file is there, so the oldest files go first.
copy='rclone copy --update --check-first --order-by modtime,ascending --transfers 1 --exclude {run.lock,journal.jsonl,.tmp-*/**}'

one_trial() {
  [ -z "$bucket" ] || $copy "$bucket" runs
  longrange sweep sweep.yaml --trial "$1"
  status=$?
  [ -z "$bucket" ] || $copy runs "$bucket"
  return $status
}
export -f one_trial
export bucket copy

for round in {1..20}; do
  [ -z "$bucket" ] || $copy "$bucket" runs
  due=$(longrange sweep status sweep.yaml --due) || exit
  [ -n "$due" ] || exec longrange sweep report sweep.yaml
  # 0-3,7 becomes 0 1 2 3 7. A failed trial is tried on another host, then in the next round.
  for range in ${due//,/ }; do seq "${range%-*}" "${range#*-}"; done |
    parallel --sshloginfile hosts --workdir . --env one_trial --env bucket --env copy --retries 3 one_trial {}
done
exit 1
