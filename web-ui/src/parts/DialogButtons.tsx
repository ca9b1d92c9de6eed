import { Button, ModalFooter } from '@patternfly/react-core';

/** Ends a dialog with a form: one button sends the form, which names its id, and one leaves it. */
export function DialogButtons({
  form,
  label,
  isPending,
  onClose,
  children,
}: {
  form: string;
  label: string;
  isPending: boolean;
  onClose: () => void;
  children?: React.ReactNode;
}) {
  return (
    <ModalFooter>
      <Button type="submit" form={form} variant="primary" isLoading={isPending} isDisabled={isPending}>
        {label}
      </Button>
      {children}
      <Button variant="link" onClick={onClose}>
        Cancel
      </Button>
    </ModalFooter>
  );
}
