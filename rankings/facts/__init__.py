"""What is known of each question: facts computed from the store, and pure sums beside them."""
