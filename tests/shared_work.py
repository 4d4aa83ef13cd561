"""Which worker is given which file: one looks at pages in a browser while the others reckon.

A journey in a browser waits most of its time. Where all workers are in browsers at once, a third of
the processor is idle; beside tests that reckon, it costs nothing to wait.
"""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

IN_A_BROWSER = "tests/browser/"
# Of so many workers, one begins with the files in a browser.
WORKERS = 3


class BrowserBeside(LoadFileScheduling):
    """Whole files, as LoadFileScheduling; each worker begins with the kind of file that is its own,
    and takes the other kind when there are no more of its own."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        own = next((file for file in self.workqueue if self._is_own(node, file)), None)
        if own is not None:
            self.workqueue.move_to_end(own, last=False)
        super()._assign_work_unit(node)

    def _is_own(self, node: WorkerController, file: str) -> bool:
        begins_in_a_browser = self.nodes.index(node) % WORKERS == 0
        return file.startswith(IN_A_BROWSER) == begins_in_a_browser
