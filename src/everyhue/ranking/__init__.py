"""What we show: trigger, retrieve, refine, rerank, explain."""
