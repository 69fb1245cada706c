namespace Tongtang.EdgeAgent.Recordings;

internal sealed partial class SegmentWriter
{
    [LoggerMessage(2101, LogLevel.Error, "Segment {Number} of {Track}, epoch {Epoch}, recording {RecordingId}, could not be written and is lost")]
    private partial void LogAbandoned(string track, int epoch, int number, string recordingId, Exception error);
}
