import { useEffect, useState } from 'preact/hooks';
import { type Place, parsePlace, toHash } from '../model/place.ts';

/** Where the reader is; follows links, back and forward. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const onChange = () => setPlace(parsePlace(location.hash));
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return place;
}

export function go(place: Place): void {
  location.hash = toHash(place);
}
