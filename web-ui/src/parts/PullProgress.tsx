import {
  Content,
  ExpandableSection,
  Progress,
  ProgressMeasureLocation,
  ProgressSize,
} from '@patternfly/react-core';
import type { Operation } from '../api/client';
import { size, wait } from '../pages/sizes';

const WORDS: Record<string, string> = {
  PRESENT: 'was here',
  WAITING: 'waits',
  DOWNLOADING: 'is being downloaded',
  DOWNLOADED: 'waits to be unpacked',
  EXTRACTING: 'is being unpacked',
  DONE: 'is here',
};

/** How far a pull is, and what each layer does. */
export function PullProgress({ pull, withLayers = false }: { pull: Operation; withLayers?: boolean }) {
  const progress = pull.progress;
  if (!progress || progress.totalBytes === 0) {
    return <Progress aria-label="Pull" value={0} label={progress?.waitsFor ?? 'asking the registry'} />;
  }
  const percent = Math.floor((100 * progress.currentBytes) / progress.totalBytes);
  return (
    <>
      <Progress
        aria-label="Pull"
        value={percent}
        measureLocation={ProgressMeasureLocation.outside}
        size={withLayers ? ProgressSize.md : ProgressSize.sm}
      />
      <Content component="small">{summary(progress)}</Content>
      {withLayers && (
        <ExpandableSection toggleText={`${progress.layers.length} layers`}>
          {progress.layers.map((layer) => (
            <Progress
              key={layer.layer}
              title={`${layer.layer}, ${size(layer.totalBytes)}, ${WORDS[layer.state] ?? ''}`}
              value={
                layer.state === 'PRESENT'
                  ? 100
                  : Math.floor((100 * layer.currentBytes) / (layer.totalBytes || 1))
              }
              size={ProgressSize.sm}
              className="slipway-layer"
            />
          ))}
        </ExpandableSection>
      )}
    </>
  );
}

function summary(progress: NonNullable<Operation['progress']>): string {
  if (progress.waitsFor) {
    return `Waits, and tries again: ${progress.waitsFor}`;
  }
  return [
    `${size(progress.currentBytes)} of ${size(progress.totalBytes)}`,
    progress.presentBytes > 0 && `${size(progress.presentBytes)} were here`,
    progress.bytesPerSecond !== undefined && `${size(progress.bytesPerSecond)}/s`,
    progress.remainingSeconds !== undefined
      ? `about ${wait(progress.remainingSeconds)} left`
      : progress.currentBytes === progress.totalBytes && 'unpacking',
  ]
    .filter(Boolean)
    .join(' · ');
}
