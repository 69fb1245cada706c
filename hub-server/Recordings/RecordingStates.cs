using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Recordings;

/// <summary>Which state a recording is in.</summary>
internal static class RecordingStates
{
    private static readonly TimeSpan s_silence = TimeSpan.FromDays(1);

    /// <summary>What the <c>state</c> column says; <c>interrupted</c> is never stored, see <see cref="Sql"/>.</summary>
    public static string Stored(bool closed, long stored, long missing) => (closed, missing) switch
    {
        (false, _) => RecordingState.Recording.Word(),
        (true, > 0) => RecordingState.Uploading.Word(),
        _ => (stored > 0 ? RecordingState.Complete : RecordingState.Failed).Word(),
    };

    /// <summary>
    /// The state as people see it, in SQL over <c>recording</c> and <c>room</c>; <c>@silentBefore</c> is
    /// <see cref="SilentBefore"/>. A box is not silent while it is online or was within the day, even if it says nothing of
    /// this recording (newer lessons are sent first); a box that was replaced is silent for ever.
    /// </summary>
    public const string Sql = """
        CASE WHEN recording.state IN ('recording', 'uploading')
              AND recording.last_segment_at_ms < @silentBefore
              AND NOT (EXISTS (SELECT 1 FROM agent WHERE agent.id = recording.agent_id AND agent.revoked_at_ms IS NULL)
                       AND (room.presence = 'online' OR room.since_ms >= @silentBefore))
             THEN 'interrupted' ELSE recording.state END
        """;

    public static long SilentBefore(TimeProvider time) => (time.GetUtcNow() - s_silence).ToUnixTimeMilliseconds();
}
