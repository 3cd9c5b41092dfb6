"""Where people stand: RFM cells, life-cycle stages and how they moved, the relationship ladder."""
