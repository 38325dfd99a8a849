import type { ComponentChildren } from 'preact';

function Icon({ children, label }: { readonly children: ComponentChildren; readonly label?: string }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {children}
    </svg>
  );
}

/** A head that nods: Cabeceo's mark. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#a52a4a" />
      <circle cx="19.6" cy="9.4" r="3.6" fill="#fff" />
      <path
        d="M7 24.5c.4-7 4.4-10.6 9.2-10.6 3.7 0 6.8 2.3 8.8 6.6"
        fill="none"
        stroke="#fff"
        stroke-width="3.2"
        stroke-linecap="round"
      />
      <path d="M12.5 24.5h12.5" fill="none" stroke="#f3b8c6" stroke-width="3.2" stroke-linecap="round" />
    </svg>
  );
}

export const HashIcon = () => (
  <Icon>
    <path d="M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.8 7.5h13M3.2 12.5h13" />
  </Icon>
);
export const LockIcon = () => (
  <Icon>
    <rect x="4" y="9" width="12" height="8" rx="1.5" />
    <path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <path d="M3 5.5h14M3 10h14M3 14.5h14" />
  </Icon>
);
export const ReplyIcon = () => (
  <Icon>
    <path d="M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-5l-4 3v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z" />
    <path d="M6.5 8h7M6.5 10.5h4" />
  </Icon>
);
export const SendIcon = () => (
  <Icon>
    <path d="M3.5 16.5 17 10 3.5 3.5 3.5 8.5 11 10l-7.5 1.5z" fill="currentColor" stroke="none" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="3.2" />
    <path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z" />
  </Icon>
);
export const BoltIcon = () => (
  <Icon>
    <path d="M11 2.5 4.5 11H9l-1 6.5L15.5 9H11z" />
  </Icon>
);
export const PanelIcon = () => (
  <Icon>
    <rect x="2.5" y="3.5" width="15" height="13" rx="2" />
    <path d="M12 3.5v13" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m4.5 10.5 3.5 3.5 7.5-8" />
  </Icon>
);
export const MoreIcon = () => (
  <Icon>
    <circle cx="10" cy="4.5" r=".8" fill="currentColor" />
    <circle cx="10" cy="10" r=".8" fill="currentColor" />
    <circle cx="10" cy="15.5" r=".8" fill="currentColor" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon>
    <path d="m6 8 4 4 4-4" />
  </Icon>
);
export const OpenIcon = () => (
  <Icon>
    <path d="M11.5 3.5h5v5M16 4l-6.5 6.5M14.5 11.5v4a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h4" />
  </Icon>
);
export const EyeIcon = () => (
  <Icon>
    <path d="M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Z" />
    <circle cx="10" cy="10" r="2.3" />
  </Icon>
);
export const TriangleIcon = () => (
  <Icon>
    <path d="M10 4 17 16H3z" fill="currentColor" />
  </Icon>
);
export const TrainIcon = () => (
  <Icon>
    <rect x="5" y="3" width="10" height="10.5" rx="2.5" />
    <path d="M5 9h10M8 16.8l1-3.3M12 16.8l-1-3.3M6 17h8" />
  </Icon>
);
export const DatabaseIcon = () => (
  <Icon>
    <ellipse cx="10" cy="5" rx="6" ry="2.5" />
    <path d="M4 5v10c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5V5M4 10c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5" />
  </Icon>
);
export const BranchIcon = () => (
  <Icon>
    <circle cx="6" cy="4.5" r="1.8" />
    <circle cx="6" cy="15.5" r="1.8" />
    <circle cx="14" cy="6.5" r="1.8" />
    <path d="M6 6.3v7.4M14 8.3c0 3.2-8 2-8 5.2" />
  </Icon>
);
