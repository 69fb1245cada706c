namespace Tongtang.EdgeAgent.Recordings;

internal sealed partial class Recorder
{
    [LoggerMessage(2301, LogLevel.Information, "Recording {RecordingId} begins with {Sources} sources")]
    private partial void LogStarted(string recordingId, int sources);

    [LoggerMessage(2302, LogLevel.Warning, "Recording {RecordingId} was cut off and goes on with {Sources} sources")]
    private partial void LogContinued(string recordingId, int sources);

    [LoggerMessage(2303, LogLevel.Information, "Recording {RecordingId} is over after {Length}")]
    private partial void LogEnded(string recordingId, TimeSpan length);

    [LoggerMessage(2304, LogLevel.Warning, "Recording {RecordingId} had been over for long when it went on, as the time that is known now shows: it ends")]
    private partial void LogStale(string recordingId);
}
