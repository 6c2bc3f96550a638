import { defineCommand } from '../cli/command.ts';
import { exportMetricsOptionsSchema } from '../options/export-metrics-options.ts';

export const exportMetricsCommand = defineCommand({
  name: 'export-metrics',
  summary: "Send a run's figures to TensorBoard or MLflow",
  details:
    'Sends only what is missing. For MLflow, MLFLOW_TRACKING_TOKEN (or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD) and ' +
    'MLFLOW_EXPERIMENT_NAME (default: longrange) are read from the environment, as is MLFLOW_TRACKING_URI if no URL is given.',
  schema: exportMetricsOptionsSchema,
  examples: [
    'export-metrics latest --to tensorboard',
    'export-metrics mine --to mlflow=http://127.0.0.1:5000',
  ],
  run: async (options) => (await import('../tracking/track.ts')).runExportMetrics(options),
});
