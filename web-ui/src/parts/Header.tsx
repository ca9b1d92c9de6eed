import {
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { Link, NavLink } from 'react-router';

export function Header({ username, onLogOut }: { username: string; onLogOut: () => void }) {
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
              <ToolbarItem visibility={{ default: 'hidden', md: 'visible' }}>{username}</ToolbarItem>
              <ToolbarItem>
                <Button variant="link" onClick={() => onLogOut()}>
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
