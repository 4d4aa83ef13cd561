"""Parts of pages that run in the browser: plain JavaScript beside the Python that mounts it."""
