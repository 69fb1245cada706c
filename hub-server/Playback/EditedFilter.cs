using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Playback;

/// <summary>What ffmpeg's first pass told of a sound.</summary>
internal sealed record MeasuredLoudness(string Filter)
{
    /// <returns>Null: silence.</returns>
    public static MeasuredLoudness? Parse(string said, int lufs)
    {
        if (said.LastIndexOf('{') is var from && said.LastIndexOf('}') is var to && (from < 0 || to < from)) return null;
        using var json = System.Text.Json.JsonDocument.Parse(said[from..(to + 1)]);
        string? Value(string name) => json.RootElement.TryGetProperty(name, out var value) && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("0.00", CultureInfo.InvariantCulture)
            : null;
        return (Value("input_i"), Value("input_tp"), Value("input_lra"), Value("input_thresh"), Value("target_offset")) is ({ } i, { } tp, { } lra, { } threshold, { } offset)
            ? new MeasuredLoudness($"{EditedFilter.Loudnorm(lufs)}:measured_I={i}:measured_TP={tp}:measured_LRA={lra}:measured_thresh={threshold}:offset={offset}:linear=true")
            : null;
    }
}

/// <summary>The picture and sound of an edited file, as a filter graph of ffmpeg. Pure.</summary>
/// <param name="Wish">What it shows.</param>
/// <param name="Length">Of the first view.</param>
/// <param name="Offset">By how much the second view begins later.</param>
/// <param name="Heard">The view with the sound; less than 0: none has any.</param>
/// <param name="IsMarked">With a name in the picture.</param>
internal sealed record EditedFilter(EditedWish Wish, TimeSpan Length, TimeSpan Offset, int Heard, bool IsMarked)
{
    private const string Ground = "0x14304F";

    /// <summary>Of the title; empty: no card.</summary>
    public IReadOnlyList<TitleLine> Lines { get; init; } = [];

    public MeasuredLoudness? Loudness { get; init; }

    public TimeSpan CardLength => Lines.Count > 0 ? TitleCard.Length : TimeSpan.Zero;

    public static string Loudnorm(int lufs) => $"loudnorm=I={lufs}:TP=-2:LRA=11";

    /// <summary>Whole, with a border where its shape is another.</summary>
    public static string Fitted(int width, int height) =>
        $"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1";

    public string Text()
    {
        var seconds = Seconds(Length);
        var graph = new StringBuilder($"color=c=black:s=1920x1080:r=25:d={seconds}[base];");
        var (main, second) = Wish.Layout switch
        {
            EditedLayout.SideBySide => ((W: 960, H: 540, X: 0, Y: 270), (W: 960, H: 540, X: 960, Y: 270)),
            _ => ((W: 1920, H: 1080, X: 0, Y: 0), (W: 480, H: 270, X: 1400, Y: 770)),
        };
        graph.Append(CultureInfo.InvariantCulture, $"[0:v:0]fps=25,{Fitted(main.W, main.H)}[main];[base][main]overlay={main.X}:{main.Y}:eof_action=pass:shortest=0[first];");
        var shown = "first";
        if (Wish.Layout != EditedLayout.Single)
        {
            graph.Append(CultureInfo.InvariantCulture, $"[1:v:0]setpts=PTS+({Seconds(Offset)})/TB,fps=25,{Fitted(second.W, second.H)}[small];[first][small]overlay={second.X}:{second.Y}:eof_action=pass:shortest=0[both];");
            shown = "both";
        }
        graph.Append(CultureInfo.InvariantCulture, $"[{shown}]trim=duration={seconds},setpts=PTS-STARTPTS,format=yuv420p[lesson];");
        if (Heard >= 0) graph.Append(Sound(seconds));
        if (Lines.Count > 0) graph.Append(Card());
        var (picture, sound) = Lines.Count > 0 ? ("joined", "joinedsound") : ("lesson", "lessonsound");
        if (Heard >= 0) graph.Append(CultureInfo.InvariantCulture, $"[{sound}]anull[sound];");
        graph.Append(CultureInfo.InvariantCulture, $"[{picture}]{(IsMarked ? PictureText.Mark : "null")}[picture]");
        return graph.ToString();
    }

    // Where the sound was away it is silent, and what follows stays where it belongs.
    private string Sound(string seconds)
    {
        var moved = Heard == 0 ? "" : $"asetpts=PTS+({Seconds(Offset)})/TB,";
        var loud = Loudness is null ? "" : $"{Loudness.Filter},";
        return $"[{Heard}:a:0]{moved}aresample=48000:async=1:first_pts=0,{loud}aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo,apad=whole_dur={seconds},atrim=duration={seconds}[lessonsound];";
    }

    private string Card()
    {
        var length = Seconds(TitleCard.Length);
        var words = string.Join(',', Lines.Select((line, number) => PictureText.Line($"line{number}.txt", line.Size, line.Y, line.IsSoft)));
        var card = $"color=c={Ground}:s=1920x1080:r=25:d={length},{words},format=yuv420p,setsar=1[card];";
        return Heard >= 0
            ? $"{card}anullsrc=r=48000:cl=stereo:d={length},aformat=sample_fmts=fltp[quiet];[card][quiet][lesson][lessonsound]concat=n=2:v=1:a=1[joined][joinedsound];"
            : $"{card}[card][lesson]concat=n=2:v=1:a=0[joined];";
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
