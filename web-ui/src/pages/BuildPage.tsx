import {
  ActionGroup,
  Breadcrumb,
  BreadcrumbItem,
  Button,
  Content,
  FileUpload,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Grid,
  GridItem,
  PageSection,
  TextArea,
  TextInput,
  Title,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type BuildRequest, ProblemError } from '../api/client';
import { useImages } from '../api/images';
import { checkDockerfile, useBuild } from '../api/operations';
import { Findings } from '../parts/Findings';
import { Help } from '../parts/Help';
import { LinkButton } from '../parts/LinkButton';
import { ProblemAlert } from '../parts/ProblemAlert';
import { argumentsIn, FIRST_DOCKERFILE } from './dockerfile';

const LIKE_ITS_BASE = '';
const NOT_AT_ALL = 'none';

/** Builds an image out of a Dockerfile that is read while it is written. */
export function BuildPage() {
  const navigate = useNavigate();
  const build = useBuild();
  const images = useImages();
  const [image, setImage] = useState('');
  const [version, setVersion] = useState('1');
  const [dockerfile, setDockerfile] = useState(FIRST_DOCKERFILE);
  const [args, setArgs] = useState('');
  const [context, setContext] = useState<File | null>(null);
  const [contract, setContract] = useState(LIKE_ITS_BASE);
  const problem = build.error instanceof ProblemError ? build.error : null;
  const withServer = (images.data ?? []).filter((known) => known.versions.some((v) => v.launchable));
  const reading = useReading(dockerfile, args);
  const hasErrors = reading?.findings.some((finding) => finding.severity === 'ERROR') ?? false;

  const submit = () => {
    const request: BuildRequest = { arguments: argumentsIn(args), ...(contract && { contract }) };
    build.mutate(
      { image, version, dockerfile, context, request },
      { onSuccess: (operation) => void navigate(`/operations/${operation.id}`) },
    );
  };

  return (
    <>
      <PageSection>
        <div className="slipway-head">
          <Breadcrumb>
            <BreadcrumbItem>
              <Link to="/images">Images</Link>
            </BreadcrumbItem>
            <BreadcrumbItem isActive>Build</BreadcrumbItem>
          </Breadcrumb>
          <Title headingLevel="h1">Build an image</Title>
          <Content component="p">
            It is built within bounds of time, memory and disk, started once, and stands in the catalogue for
            everyone when it serves.
          </Content>
        </div>
      </PageSection>
      <PageSection isFilled>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {build.error && <ProblemAlert title="It is not built" error={build.error} />}
          <Grid hasGutter>
            <GridItem lg={8}>
              <FormGroup label="Dockerfile" fieldId="dockerfile">
                <TextArea
                  id="dockerfile"
                  className="slipway-code"
                  value={dockerfile}
                  onChange={(_, value) => setDockerfile(value)}
                  rows={18}
                  spellCheck={false}
                  resizeOrientation="vertical"
                />
                {dockerfile.trim() === '' ? (
                  <Help error={undefined} text="Empty: the context has a file named Dockerfile" />
                ) : (
                  <Findings reading={reading} />
                )}
              </FormGroup>
            </GridItem>
            <GridItem lg={4} className="slipway-fields">
              <FormGroup label="Image" fieldId="image" isRequired>
                <TextInput
                  id="image"
                  value={image}
                  onChange={(_, value) => setImage(value)}
                  validated={problem?.field('image') ? 'error' : 'default'}
                  isRequired
                />
                <Help
                  error={problem?.field('image')}
                  text="Lower-case letters, digits and hyphens, such as team-pytorch"
                />
              </FormGroup>
              <FormGroup label="Version" fieldId="version" isRequired>
                <TextInput
                  id="version"
                  value={version}
                  onChange={(_, value) => setVersion(value)}
                  validated={problem?.field('version') ? 'error' : 'default'}
                  isRequired
                />
                <Help
                  error={problem?.field('version')}
                  text="A version never changes; the next one has another name"
                />
              </FormGroup>
              <FormGroup label="Files" fieldId="context">
                <FileUpload
                  id="context"
                  value={context ?? ''}
                  filename={context?.name ?? ''}
                  filenamePlaceholder="tar or tar.gz"
                  browseButtonText="Choose…"
                  hideDefaultPreview
                  onFileInputChange={(_, file) => setContext(file)}
                  onClearClick={() => setContext(null)}
                />
                <Help error={problem?.field('context')} text="What COPY copies, at most 256 MiB" />
              </FormGroup>
              <FormGroup label="Arguments" fieldId="arguments">
                <TextArea
                  id="arguments"
                  className="slipway-code"
                  value={args}
                  onChange={(_, value) => setArgs(value)}
                  rows={3}
                  placeholder="NAME=value"
                />
                <Help error={problem?.field('arguments')} text="For its ARGs, one a line; no secrets" />
              </FormGroup>
              <FormGroup label="Is opened" fieldId="contract">
                <FormSelect id="contract" value={contract} onChange={(_, value) => setContract(value)}>
                  <FormSelectOption value={LIKE_ITS_BASE} label="Like the image that it begins with" />
                  {withServer.map((known) => (
                    <FormSelectOption key={known.name} value={known.name} label={`Like ${known.title}`} />
                  ))}
                  <FormSelectOption value={NOT_AT_ALL} label="Not at all: it has no server" />
                </FormSelect>
              </FormGroup>
            </GridItem>
          </Grid>
          <ActionGroup>
            <Button
              type="submit"
              variant="primary"
              isLoading={build.isPending}
              isDisabled={build.isPending || hasErrors || !image || !version}
            >
              Build
            </Button>
            <LinkButton variant="link" to="/images">
              Cancel
            </LinkButton>
          </ActionGroup>
        </Form>
      </PageSection>
    </>
  );
}

/** What the platform says of the Dockerfile as it stands; that of the last one while it reads. */
function useReading(dockerfile: string, args: string) {
  const text = useDeferredValue(dockerfile);
  const values = useDeferredValue(args);
  return useQuery({
    queryKey: ['dockerfile', text, values],
    queryFn: async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      signal.throwIfAborted();
      return checkDockerfile(text, argumentsIn(values));
    },
    enabled: text.trim() !== '',
    placeholderData: (last) => last,
    gcTime: 0,
  }).data;
}
