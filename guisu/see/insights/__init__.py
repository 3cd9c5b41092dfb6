"""What happened to many people over time: funnels, retention, cohorts; read by Ibis."""
