import {
  Card,
  CardBody,
  CardTitle,
  Content,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Label,
} from '@patternfly/react-core';
import type { Activity, ActivityPart } from '../api/client';
import { activityInWords, partInWords } from './activity';
import { time } from './time';

/** What counts as using a workspace, part by part, and when it is stopped if nothing happens. */
export function ActivityCard({ activity }: { activity: Activity }) {
  return (
    <Card>
      <CardTitle>Activity</CardTitle>
      <CardBody>
        <Content component="p">{activityInWords(activity, time)}</Content>
        <DescriptionList isHorizontal isCompact aria-label="Activity">
          {activity.parts.map((part) => (
            <DescriptionListGroup key={part.part}>
              <DescriptionListTerm>{partInWords(part.part)}</DescriptionListTerm>
              <DescriptionListDescription>
                <State state={part.state} /> {part.detail}
                {part.lastAt && `; last at ${time(part.lastAt)}`}
              </DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function State({ state }: { state: ActivityPart['state'] }) {
  switch (state) {
    case 'ACTIVE':
      return (
        <Label status="success" isCompact>
          Active
        </Label>
      );
    case 'IDLE':
      return <Label isCompact>Idle</Label>;
    case 'UNKNOWN':
      return (
        <Label status="warning" isCompact>
          Not known
        </Label>
      );
  }
}
