"""How it is told: findings as HTML, JSON and charts."""
