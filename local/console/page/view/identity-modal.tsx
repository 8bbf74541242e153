import { useState } from 'preact/hooks';
import { elsewhere, type Place } from '../model/place.ts';
import { Modal } from './modal.tsx';
import { go } from './use-place.ts';
import type { Session } from './use-session.ts';

export interface IdentityModalProps {
  readonly place: Place;
  readonly session: Session;
  readonly onClose: () => void;
}

/** Asks for whom the page is to speak; the local issuer makes a token for anybody. */
export function IdentityModal({ place, session, onClose }: IdentityModalProps) {
  const [partner, setPartner] = useState(session.partner);
  const [tenant, setTenant] = useState(session.tenant);
  const use = (event: Event) => {
    event.preventDefault();
    const view = place.view === 'batch' ? 'batches' : place.view;
    go(elsewhere(place, { view, partner: partner.trim(), tenant: tenant.trim() }));
    onClose();
  };
  return (
    <Modal title="Whose batches" onClose={onClose}>
      <form onSubmit={use}>
        <label>
          Partner
          <input
            value={partner}
            required
            maxLength={256}
            onInput={(event) => setPartner(event.currentTarget.value)}
          />
        </label>
        <label>
          Tenant
          <input
            value={tenant}
            required
            maxLength={256}
            onInput={(event) => setTenant(event.currentTarget.value)}
          />
        </label>
        <p class="buttons">
          <button type="submit" class="primary">
            Use
          </button>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </p>
      </form>
    </Modal>
  );
}
