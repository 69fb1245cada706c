using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// What is on the box and what of it the hub has: SQLite, every call durable when it returns. Thread safe; calls take
/// a few milliseconds of disk.
/// </summary>
internal sealed class Journal
{
    /// <summary>Raised when there is something new to tell or send.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Recordings with something to tell or send, newest first.</summary>
    public IReadOnlyList<string> Unfinished(int limit) => [];

    /// <summary>Ready to send, with its revision. Null: no such recording.</summary>
    public RecordingDescription? Describe(string recordingId) => null;

    /// <summary>Whether the hub has not yet acknowledged the newest description.</summary>
    public bool DescriptionPending(string recordingId) => false;

    /// <summary>Visible segments that the hub has not acknowledged, oldest first.</summary>
    public IReadOnlyList<JournalSegment> Pending(string recordingId, int limit) => [];

    /// <summary>All segments of a track that are on the box, by number.</summary>
    public IReadOnlyList<JournalSegment> Segments(string recordingId, string track) => [];

    public void AcknowledgeSegments(string recordingId, IEnumerable<(string Track, int Number)> segments)
    {
    }

    public void AcknowledgeDescription(string recordingId, ulong revision)
    {
    }

    /// <summary>The hub says complete: nothing of it is left to tell or send.</summary>
    public void AcknowledgeClose(string recordingId)
    {
    }

    /// <summary>The recording's end, when it is over and the hub has not answered complete; else null.</summary>
    public CloseRecording? Closing(string recordingId) => null;

    /// <summary>What is still on the box, newest first.</summary>
    public IReadOnlyList<RecordingSummary> List(int limit) => [];

    public RecordingSummary? Find(string recordingId) => null;

    /// <summary>Visible segments that the hub has not acknowledged, of all recordings.</summary>
    public (long Segments, long Bytes) PendingTotals() => (0, 0);

    /// <summary>Shows a hidden span after all; its segments are sent.</summary>
    public void RestoreSpan(string recordingId, int number)
    {
    }

    /// <summary>Destroys a hidden span: files first, for good.</summary>
    public void DiscardSpan(string recordingId, int number)
    {
    }

    /// <summary>Removes a recording that is over from the box, whatever the hub has of it.</summary>
    public void Delete(string recordingId)
    {
    }
}
