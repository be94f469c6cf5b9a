using System.Text.Json;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>
/// Grids from different times with a slider. It needs no server and no network. Where no script runs, six of them are shown
/// side by side.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class Timeline : IHtmlView
{
    // The width in pixels of each of the six pictures.
    private const int SmallWidth = 140;

    private Timeline(IReadOnlyList<ImageGrid> frames) => Frames = frames;

    /// <summary>The grids in order. Each title says when the grid was drawn.</summary>
    public IReadOnlyList<ImageGrid> Frames { get; }

    /// <summary>Creates a timeline from grids.</summary>
    /// <param name="frames">The grids, all of the same size; at least one.</param>
    /// <exception cref="ArgumentException">There is no grid, or a grid differs in size from the first.</exception>
    public static Timeline Create(IEnumerable<ImageGrid> frames) => new(GridSizes.RequireEqual(frames));

    /// <inheritdoc/>
    public string ToHtml()
    {
        string id = ElementId.Next("timeline");
        var last = Frames[^1];
        string frames = JsonSerializer.Serialize(Frames.Select(frame => new[] { frame.Title, Picture.DataUri("image/png", frame.ToPng()) }));
        string play = Language.Text("Play");
        return FormattableString.Invariant($$"""
            <div class="digitforge-timeline" id="{{id}}" data-needs-script style="max-width:{{last.Width}}px">
            <img alt="{{HtmlText.Escape(last.Title)}}" width="{{last.Width}}" height="{{last.Height}}" style="max-width:100%;height:auto;image-rendering:pixelated" src="{{Picture.DataUri("image/png", last.ToPng())}}">
            <div style="display:flex;gap:8px;align-items:center">
            <button type="button" aria-label="{{HtmlText.Escape(Language.Text("Play or pause"))}}" style="min-width:3.5em">{{HtmlText.Escape(play)}}</button>
            <input type="range" aria-label="{{HtmlText.Escape(Language.Text("Time"))}}" min="0" max="{{Frames.Count - 1}}" value="{{Frames.Count - 1}}" style="flex:1">
            </div>
            <output>{{HtmlText.Escape(last.Title)}}</output>
            <script>
            (function () {
              const frames = {{frames}};
              const [toPlay, toPause] = {{JsonSerializer.Serialize(new[] { play, Language.Text("Pause") })}};
              const place = document.getElementById('{{id}}');
              const [picture, button, slider, label] = ['img', 'button', 'input', 'output'].map(name => place.querySelector(name));
              let player = 0;
              function show() {
                const [title, source] = frames[slider.value];
                picture.src = source;
                picture.alt = label.textContent = title;
              }
              function pause() {
                clearInterval(player);
                player = 0;
                button.textContent = toPlay;
              }
              function step() {
                if (+slider.value === frames.length - 1) return pause();
                slider.value = +slider.value + 1;
                show();
              }
              function play() {
                if (+slider.value === frames.length - 1) slider.value = 0;
                show();
                player = setInterval(step, 250);
                button.textContent = toPause;
              }
              slider.addEventListener('input', () => { pause(); show(); });
              button.addEventListener('click', () => player ? pause() : play());
            })();
            </script>
            </div>
            <noscript><table><tr>{{string.Concat(Moments.Select(frame => $"<th>{HtmlText.Escape(frame.Title)}</th>"))}}</tr><tr>{{string.Concat(Moments.Select(Small))}}</tr></table></noscript>
            """);
    }

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() =>
        Language.Text($"{Frames.Count} pictures, from \"{Frames[0].Title}\" to \"{Frames[^1].Title}\"");

    // Most changes happen early: the first three grids, then those at a quarter and half of the way, and the last.
    private IEnumerable<ImageGrid> Moments
    {
        get
        {
            int last = Frames.Count - 1;
            return new[] { 0, 1, 2, last / 4, last / 2, last }.Where(i => i <= last).Distinct().Order().Select(i => Frames[i]);
        }
    }

    private static string Small(ImageGrid frame) => FormattableString.Invariant(
        $"""<td><img alt="{HtmlText.Escape(frame.Title)}" width="{Math.Min(frame.Width, SmallWidth)}" src="{Picture.DataUri("image/png", frame.ToPng())}"></td>""");
}
