using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.V1;
using RecorderState = Tongtang.HubServer.Fleet.RecorderState;

namespace Tongtang.HubServer.Agents;

/// <summary>Turns what a box reports into what pages show. Pure; whatever the box says comes out bounded and valid.</summary>
internal static class ReportedStates
{
    private const int MaxSources = 32;
    private const int LongestText = 200;

    private static readonly DateTimeOffset s_latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RoomState Read(ReportedState reported)
    {
        long? offset = reported.HasClockOffsetMs ? reported.ClockOffsetMs : null;
        return new RoomState(
            Recorder(reported.Recorder),
            Empty(reported.RecordingId),
            Empty(reported.Title),
            Time(reported.StartedAtMs, offset),
            reported.Sources.Take(MaxSources).Select(source => Source(source, offset)).ToList(),
            new RoomStorage(reported.Storage?.FreeBytes ?? 0, Finite(reported.Storage?.HoursLeft)),
            new RoomUpload(reported.Upload?.PendingSegments ?? 0, reported.Upload?.PendingBytes ?? 0),
            offset)
        {
            Teacher = Empty(reported.Teacher),
        };
    }

    /// <summary>
    /// Whether the change is worth a row: what lists filter by and what must survive a restart of the hub, but not figures
    /// that move every second.
    /// </summary>
    public static bool DiffersForGood(RoomState? before, RoomState after) =>
        before is null
        || (before.Recorder, before.RecordingId, before.Title, before.Teacher) != (after.Recorder, after.RecordingId, after.Title, after.Teacher)
        || !before.Sources.Select(Lasting).SequenceEqual(after.Sources.Select(Lasting));

    private static (string, string, string, string?) Lasting(RoomSource source) => (source.Name, source.Role, source.State, source.Problem);

    private static RoomSource Source(SourceState source, long? offset) => new(
        EnrolmentDesk.Clean(source.Name, 32),
        source.Role switch
        {
            SourceRole.Teacher => "teacher",
            SourceRole.Student => "student",
            SourceRole.Screen => "screen",
            SourceRole.Board => "board",
            _ => "audio",
        },
        source.Health switch
        {
            SourceHealth.Warm => "warm",
            SourceHealth.Recording => "recording",
            SourceHealth.Lost => "lost",
            _ => "cold",
        },
        source.Bytes,
        Time(source.LastFrameAtMs, offset),
        source.HasAudioLevelDb ? Finite(source.AudioLevelDb) : null,
        Empty(source.Problem),
        Empty(source.ProblemCode));

    private static RecorderState Recorder(Protocol.V1.RecorderState state) => state switch
    {
        Protocol.V1.RecorderState.Starting => RecorderState.Starting,
        Protocol.V1.RecorderState.Recording => RecorderState.Recording,
        Protocol.V1.RecorderState.Paused => RecorderState.Paused,
        Protocol.V1.RecorderState.Stopping => RecorderState.Stopping,
        _ => RecorderState.Idle,
    };

    /// <summary>By the hub's clock, once the box knows how far its own is off.</summary>
    internal static DateTimeOffset? Time(long milliseconds, long? offset)
    {
        if (milliseconds <= 0 || milliseconds > s_latest.ToUnixTimeMilliseconds()) return null;
        var corrected = milliseconds + Math.Clamp(offset ?? 0, -s_latest.ToUnixTimeMilliseconds(), s_latest.ToUnixTimeMilliseconds());
        return corrected > 0 && corrected < s_latest.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(corrected) : null;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string? Empty(string text) => text.Length == 0 ? null : EnrolmentDesk.Clean(text, LongestText);
}
