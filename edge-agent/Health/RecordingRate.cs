namespace Tongtang.EdgeAgent.Health;

/// <summary>
/// Bytes a second of the recording that runs or ran last. Counted between looks, not from the recording's beginning: a
/// box that was started again goes on with the same lesson, but its counters begin anew. Thread safe.
/// </summary>
internal sealed class RecordingRate
{
    /// <summary>Before that the mean says little.</summary>
    private static readonly TimeSpan s_meaningful = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _recordingId;
    private (TimeSpan At, long Bytes) _first;
    private double? _bytesPerSecond;

    /// <param name="recordingId">Null while none runs.</param>
    /// <param name="elapsed">Since it began.</param>
    /// <param name="bytes">Of all its sources, as this process counts them.</param>
    /// <returns>Null until enough of a recording was seen.</returns>
    public double? Look(string? recordingId, TimeSpan elapsed, long bytes)
    {
        lock (_lock)
        {
            if (recordingId is null) _recordingId = null;
            else if (recordingId != _recordingId || bytes < _first.Bytes) (_recordingId, _first) = (recordingId, (elapsed, bytes));
            else if (elapsed - _first.At >= s_meaningful && bytes > _first.Bytes) _bytesPerSecond = (bytes - _first.Bytes) / (elapsed - _first.At).TotalSeconds;
            return _bytesPerSecond;
        }
    }
}
