using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Xunit.Sdk;

namespace Tongtang.EndToEnd.Tests.Lessons;

/// <summary>A recording as the hub gives it out, fetched by its playlists and held against ffmpeg.</summary>
internal sealed partial class StoredRecording
{
    private StoredRecording(JsonNode description, IReadOnlyList<MediaTrack> tracks) => (Description, Tracks) = (description, tracks);

    public JsonNode Description { get; }

    public IReadOnlyList<MediaTrack> Tracks { get; }

    /// <summary>Fetches every track of every view into the folder and decodes all of it; any complaint fails the test.</summary>
    public static async Task<StoredRecording> FetchAsync(Hub hub, string id, TemporaryFolder folder)
    {
        var description = await hub.RecordingAsync(id);
        var tracks = new List<MediaTrack>();
        foreach (var view in description.List("views"))
            foreach (var kind in new[] { "video", "audio" })
                if (view[kind] is { } name && name.GetValue<string>().Length > 0)
                    tracks.Add(await FetchTrackAsync(hub, $"/media/{id}/{view.Text("name")}/{kind}.m3u8", kind, folder));
        return new StoredRecording(description, tracks);
    }

    public async Task DecodesSilentlyAsync()
    {
        foreach (var track in Tracks)
        {
            foreach (var epoch in track.Epochs)
            {
                var complaints = await Decoding.ComplaintsAsync(epoch);
                if (complaints.Length > 0) throw new XunitException($"{epoch} does not decode cleanly: {complaints}");
            }
        }
    }

    private static async Task<MediaTrack> FetchTrackAsync(Hub hub, string address, string kind, TemporaryFolder folder)
    {
        var playlist = await hub.Http.GetStringAsync(new Uri(address, UriKind.Relative));
        var start = DateTimeOffset.Parse(DateTimes().Match(playlist).Groups[1].Value, CultureInfo.InvariantCulture);
        var seconds = Durations().Matches(playlist).Sum(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        var epochs = new List<string>();
        FileStream? file = null;
        try
        {
            var gap = false;
            foreach (var line in playlist.Split('\n'))
            {
                if (line == "#EXT-X-GAP") gap = true;
                if (gap && line.Length > 0 && line[0] != '#')
                {
                    // A player does not fetch it, either: nobody has it.
                    gap = false;
                    continue;
                }
                var map = Maps().Match(line);
                if (map.Success)
                {
                    if (file is not null) await file.DisposeAsync();
                    epochs.Add(folder[$"{Guid.NewGuid():N}.mp4"]);
                    file = File.Create(epochs[^1]);
                }
                var uri = map.Success ? map.Groups[1].Value : line.Length > 0 && line[0] != '#' ? line : null;
                if (uri is null) continue;
                await using var media = await hub.Http.GetStreamAsync(new Uri(new Uri(hub.Address, address), uri));
                await media.CopyToAsync(file ?? throw new XunitException("a segment before any EXT-X-MAP:\n" + playlist));
            }
        }
        finally
        {
            if (file is not null) await file.DisposeAsync();
        }
        return new MediaTrack(kind, playlist, start, seconds, epochs);
    }

    [GeneratedRegex("#EXT-X-PROGRAM-DATE-TIME:(.+)", RegexOptions.NonBacktracking)]
    private static partial Regex DateTimes();

    [GeneratedRegex("#EXTINF:([0-9.]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Durations();

    [GeneratedRegex("#EXT-X-MAP:URI=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Maps();
}

/// <param name="Kind">"video" or "audio".</param>
/// <param name="Start">Wall-clock time of the first sample.</param>
/// <param name="Seconds">The sum of the listed durations.</param>
/// <param name="Epochs">One playable file per epoch: its init segment and its segments.</param>
internal sealed record MediaTrack(string Kind, string Playlist, DateTimeOffset Start, double Seconds, IReadOnlyList<string> Epochs);
