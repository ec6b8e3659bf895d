-- How a deployment's weights are held in memory. The artifact keeps them as they were.
ALTER TABLE deployments ADD COLUMN dtype TEXT NOT NULL DEFAULT 'FP32';
