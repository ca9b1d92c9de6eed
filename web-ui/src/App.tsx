import {
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  Page,
  Spinner,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { Link, Navigate, NavLink, Route, Routes } from 'react-router';
import { useMe } from './api/workspaces';
import { BuildPage } from './pages/BuildPage';
import { GpusPage } from './pages/GpusPage';
import { ImagesPage } from './pages/ImagesPage';
import { LaunchPage } from './pages/LaunchPage';
import { OperationPage } from './pages/OperationPage';
import { WorkspacePage } from './pages/WorkspacePage';
import { WorkspacesPage } from './pages/WorkspacesPage';
import { ProblemAlert } from './parts/ProblemAlert';

export function App() {
  const me = useMe();
  if (me.isPending) {
    return <Spinner aria-label="Loading Slipway" style={{ margin: '20vh auto', display: 'block' }} />;
  }
  if (me.isError) {
    return <ProblemAlert title="Slipway cannot tell who you are" error={me.error} />;
  }
  return (
    <Page masthead={<Header username={me.data.username} />} isContentFilled>
      <Routes>
        <Route path="/" element={<WorkspacesPage />} />
        <Route path="/gpus" element={<GpusPage isAdmin={me.data.roles.includes('admin')} />} />
        <Route
          path="/images"
          element={
            <ImagesPage
              isAdmin={me.data.roles.includes('admin')}
              isBuilder={me.data.roles.includes('builder')}
            />
          }
        />
        <Route path="/images/build" element={<BuildPage />} />
        <Route
          path="/operations/:id"
          element={<OperationPage isAdmin={me.data.roles.includes('admin')} username={me.data.username} />}
        />
        <Route path="/launch" element={<LaunchPage />} />
        <Route path="/workspaces" element={<Navigate to="/" replace />} />
        <Route path="/workspaces/:id" element={<WorkspacePage />} />
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </Page>
  );
}

function Header({ username }: { username: string }) {
  return (
    <Masthead>
      <MastheadMain>
        <MastheadBrand>
          <Link to="/" className="slipway-brand">
            <img src="/slipway.svg" alt="" />
            Slipway
          </Link>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarGroup alignItems="center">
              <ToolbarItem>
                <NavLink to="/" end className="slipway-nav">
                  Workspaces
                </NavLink>
              </ToolbarItem>
              <ToolbarItem>
                <NavLink to="/images" className="slipway-nav">
                  Images
                </NavLink>
              </ToolbarItem>
              <ToolbarItem>
                <NavLink to="/gpus" className="slipway-nav">
                  GPUs
                </NavLink>
              </ToolbarItem>
            </ToolbarGroup>
            <ToolbarGroup align={{ default: 'alignEnd' }} alignItems="center">
              <ToolbarItem>{username}</ToolbarItem>
              <ToolbarItem>
                <Button variant="link" component="a" href="/logout">
                  Log out
                </Button>
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}
