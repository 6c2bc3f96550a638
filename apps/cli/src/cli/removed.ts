/** Answer to options that named an MLflow server. */
export const NO_MLFLOW =
  "MLflow is no longer supported; its own client can log what is in the run's metrics.jsonl";

/** Recipes for engines that earlier versions drove themselves. */
const recipes = {
  slurm: 'SLURM runs a sweep by examples/sweeps/slurm.sh',
  kubernetes: 'Kubernetes runs a sweep by examples/sweeps/kubernetes.yaml',
  hosts: 'several machines run a sweep by examples/sweeps/hosts.sh',
} as const;

const bucket = 'examples/sweeps/hosts.sh copies runs to and from a bucket with rclone.';
const manifest = `${recipes.kubernetes}.`;

/** Options of earlier versions, and what replaces them. */
export const removedSweepOptions: Readonly<Record<string, string>> = {
  '--compute': '`--engine` chooses the compute engine.',
  '--store': bucket,
  '--print': manifest,
  '--image': manifest,
  '--volume': manifest,
};

/** Commands of earlier versions, and what replaces them. */
export const removedCommands: Readonly<Record<string, string>> = {
  worker: `${recipes.hosts.replace('several', 'Several')}.`,
};

/** Explains an engine of earlier versions; undefined for any other word. */
export function recipeFor(engine: unknown): string | undefined {
  if (engine === 'slurm' || engine === 'kubernetes') return recipes[engine];
  return /^rediss?:/.test(String(engine)) ? recipes.hosts : undefined;
}
