interface PreviewRowProps {
  readonly label: string;
  readonly title?: string;
  readonly children: React.ReactNode;
}

/** One figure of the ticket's preview. */
export function PreviewRow({ label, title, children }: PreviewRowProps) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
