import { Button, type ButtonProps } from '@patternfly/react-core';
import type { ComponentProps } from 'react';
import { Link } from 'react-router';

/**
 * A link within the page that looks like a button. It is one and the same element however often its page is drawn anew, so that no
 * click is lost between its press and its release.
 */
export function LinkButton({ to, ...button }: { to: string } & Omit<ButtonProps, 'component' | 'href'>) {
  return <Button {...button} component={InnerLink} href={to} />;
}

const InnerLink = ({ href = '/', ...link }: ComponentProps<'a'>) => <Link {...link} to={href} />;
