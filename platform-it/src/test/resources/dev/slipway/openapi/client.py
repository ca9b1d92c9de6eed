"""What the client that openapi-python-client makes of the document is used for: one launch, one refusal, one list."""
import sys
import uuid

from slipway_client import AuthenticatedClient
from slipway_client.api.workspaces import delete_workspace, launch_workspace, list_workspaces
from slipway_client.models import Problem, ProblemType, Workspace, WorkspacePage, WorkspaceRequest, WorkspaceState

url, token, image, version = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=token)
name = "python-" + uuid.uuid4().hex[:8]
request = WorkspaceRequest(name=name, image=image, version=version)

launched = launch_workspace.sync(client=client, body=request, idempotency_key=name)
assert isinstance(launched, Workspace), launched
assert launched.name == name and launched.state in list(WorkspaceState)

again = launch_workspace.sync_detailed(client=client, body=request, idempotency_key=name)
assert again.parsed.id == launched.id and again.headers["Idempotency-Replayed"] == "true"

refused = launch_workspace.sync(client=client, body=request)
assert isinstance(refused, Problem), refused
assert refused.type_ == ProblemType.URNSLIPWAYPROBLEMCONFLICT and refused.status == 409, refused

page = list_workspaces.sync(client=client, limit=200)
assert isinstance(page, WorkspacePage), page
assert launched.id in [workspace.id for workspace in page.items]

gone = delete_workspace.sync(client=client, id=launched.id)
assert isinstance(gone, Workspace) and gone.state == WorkspaceState.DELETING, gone
print("python client: done")
