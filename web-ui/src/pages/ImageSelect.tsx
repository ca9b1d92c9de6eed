import { Button, FormSelect, FormSelectOption, FormSelectOptionGroup } from '@patternfly/react-core';
import { useSearchParams } from 'react-router';
import { changed } from './search';
import { type Choice, GROUPS } from './choices';

/** Chooses among what is ready here; what must be fetched or built first is one click away, which the address keeps. */
export function ImageSelect({
  options,
  value,
  onChange,
}: {
  options: Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  const [params, setParams] = useSearchParams();
  const ready = options.filter((option) => option.group === 'Ready here');
  const isReady = ready.some((option) => option.value === value);
  const showsAll = params.get('show') === 'all' || !isReady;
  const others = options.length - ready.length;
  const show = (all: boolean) => setParams(changed('show', all ? 'all' : ''));
  return (
    <>
      <FormSelect id="image" value={value} onChange={(_, chosen) => onChange(chosen)}>
        {showsAll
          ? GROUPS.map((group) => (
              <FormSelectOptionGroup key={group} label={group}>
                {options.filter((option) => option.group === group).map(shown)}
              </FormSelectOptionGroup>
            ))
          : ready.map(shown)}
      </FormSelect>
      {others > 0 && isReady && (
        <Button variant="link" isInline onClick={() => show(!showsAll)}>
          {showsAll ? 'Only what is ready here' : `Show ${others} more, to be fetched or built first`}
        </Button>
      )}
    </>
  );
}

const shown = (option: Choice) => (
  <FormSelectOption
    key={option.value}
    value={option.value}
    label={option.label}
    isDisabled={!option.available}
  />
);
