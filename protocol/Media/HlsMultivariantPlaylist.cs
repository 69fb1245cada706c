using System.Globalization;
using System.Text;

namespace Tongtang.Protocol.Media;

/// <summary>A picture of a view, as the multivariant playlist speaks of it.</summary>
/// <param name="Uri">Of its media playlist, relative.</param>
/// <param name="Codec">RFC 6381.</param>
/// <param name="PeakBitsPerSecond">Of its fattest segment.</param>
/// <param name="AverageBitsPerSecond">Of all its segments.</param>
public sealed record HlsPicture(string Uri, string Codec, int Width, int Height, long PeakBitsPerSecond, long AverageBitsPerSecond);

/// <inheritdoc cref="HlsPicture"/>
public sealed record HlsSound(string Uri, string Codec, long PeakBitsPerSecond, long AverageBitsPerSecond);

/// <summary>
/// The multivariant playlist of one view (RFC 8216bis, 4.4.6): its picture, and its sound as the only member of an AUDIO
/// group. Another view is other content and never another variant.
/// </summary>
public sealed record HlsMultivariantPlaylist
{
    /// <summary>The view's name; goes into NAME.</summary>
    public required string Name { get; init; }

    public HlsPicture? Picture { get; init; }

    public HlsSound? Sound { get; init; }

    public string Write()
    {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n", 512);
        if (Picture is { } picture)
            WritePicture(text, picture);
        else if (Sound is { } sound)
            WriteVariant(text, sound.PeakBitsPerSecond, sound.AverageBitsPerSecond, sound.Codec).Append(CultureInfo.InvariantCulture, $"\n{sound.Uri}\n");
        return text.ToString();
    }

    private void WritePicture(StringBuilder text, HlsPicture picture)
    {
        if (Sound is { } sound)
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"{Name}\",DEFAULT=YES,AUTOSELECT=YES,URI=\"{sound.Uri}\"\n");
        WriteVariant(
            text,
            picture.PeakBitsPerSecond + (Sound?.PeakBitsPerSecond ?? 0),
            picture.AverageBitsPerSecond + (Sound?.AverageBitsPerSecond ?? 0),
            Sound is null ? picture.Codec : $"{picture.Codec},{Sound.Codec}");
        if (picture is { Width: > 0, Height: > 0 })
            text.Append(CultureInfo.InvariantCulture, $",RESOLUTION={picture.Width}x{picture.Height}");
        text.Append(CultureInfo.InvariantCulture, $"{(Sound is null ? "" : ",AUDIO=\"sound\"")}\n{picture.Uri}\n");
    }

    private static StringBuilder WriteVariant(StringBuilder text, long peak, long average, string codecs) =>
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-STREAM-INF:BANDWIDTH={Math.Max(1, peak)},AVERAGE-BANDWIDTH={Math.Max(1, average)},CODECS=\"{codecs}\"");
}
