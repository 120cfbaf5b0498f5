/** Nought to five stars, to be clicked; keys 0 to 5 do the same for what is selected. */
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { counted } from '../tasks/words.ts';

const places = [1, 2, 3, 4, 5] as const;

export function Stars({
  stars,
  size = 12,
  onStars,
}: {
  stars: number;
  size?: number;
  onStars: (stars: number) => void;
}): React.ReactNode {
  return (
    <span className="wk-stars" role="group" aria-label={stars === 0 ? 'No stars' : counted(stars, 'star')}>
      {places.map((place) => {
        const Icon = place <= stars ? IconStarFilled : IconStar;
        return (
          <button
            key={place}
            type="button"
            // Within a grid the keyboard has digits for it: five stops a row would be in the way.
            tabIndex={-1}
            aria-label={`Give ${counted(place, 'star')}`}
            data-on={place <= stars || undefined}
            onClick={(event) => {
              event.stopPropagation();
              onStars(place);
            }}
          >
            <Icon size={size} aria-hidden />
          </button>
        );
      })}
    </span>
  );
}
