"""How runs are computed: `descend`, the batch of runs it drives, the judge, the record."""
