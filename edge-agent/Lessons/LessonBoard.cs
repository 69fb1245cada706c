using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>How the room does its part.</summary>
/// <param name="RoomId">The room that this box is; empty: none yet.</param>
/// <param name="Part">Null: the room has none.</param>
/// <param name="Check">Null: not tried yet.</param>
/// <param name="RecordingId">Its own recording for the lesson; empty: none.</param>
/// <param name="ProblemCode">Stable; empty: it does its part.</param>
/// <param name="Problem">The same in English.</param>
internal sealed record LessonStatus(string RoomId, LessonPart? Part, LessonCheck? Check, string RecordingId, string ProblemCode, string Problem)
{
    public static LessonStatus None { get; } = new("", null, null, "", "", "");
}

/// <summary>The part that the hub wants this room to take, and how that goes. Thread safe.</summary>
internal sealed partial class LessonBoard(ILogger<LessonBoard> logger)
{
    private readonly Lock _lock = new();
    private LessonStatus _status = LessonStatus.None;
    private string _roomId = "";
    private LessonPart? _wanted;
    private string _refused = "";
    private int _volume = 100;
    private bool _showsRecorded;

    public ChangeSignal Changed { get; } = new();

    /// <summary>What the room is to do, as it was told last; not to be changed.</summary>
    public LessonPart? Wanted
    {
        get
        {
            lock (_lock) return _wanted;
        }
    }

    public LessonStatus Status
    {
        get
        {
            lock (_lock) return _status with { RoomId = _roomId, Part = _wanted };
        }
    }

    /// <summary>What the hub said that cannot be followed, one English sentence; empty: nothing.</summary>
    public string Refused
    {
        get
        {
            lock (_lock) return _refused;
        }
    }

    /// <summary>How loud the page plays what it receives, 0 to 100; until the box is started again.</summary>
    public int Volume
    {
        get
        {
            lock (_lock) return _volume;
        }

        set
        {
            lock (_lock) _volume = Math.Clamp(value, 0, 100);
            Changed.Raise();
        }
    }

    /// <summary>While the host is lost, the page plays what was recorded of this lesson.</summary>
    public bool ShowsRecorded
    {
        get
        {
            lock (_lock) return _showsRecorded;
        }

        set
        {
            lock (_lock) _showsRecorded = value && _wanted is not null;
            Changed.Raise();
        }
    }

    /// <summary>Takes what the hub says. What cannot be followed is passed over, and the room goes on as it was.</summary>
    public void Take(LessonPart part, string roomId)
    {
        var problem = LessonRules.Problem(part, roomId);
        lock (_lock)
        {
            var known = problem == _refused;
            _refused = problem ?? "";
            if (problem is not null && known) return;
            if (problem is null)
            {
                // Told out of order by a link that overlapped another.
                if (_wanted?.LessonId == part.LessonId && part.Revision < _wanted.Revision) return;
                _showsRecorded &= _wanted?.LessonId == part.LessonId;
                (_roomId, _wanted) = (roomId, part.LessonId.Length == 0 ? null : part);
            }
        }
        if (problem is not null) LogRefused(problem);
        Changed.Raise();
    }

    /// <summary>The lesson is over though nobody said so; or there is another one on the disk.</summary>
    public void Set(LessonPart? part, string roomId)
    {
        lock (_lock) (_roomId, _wanted, _showsRecorded) = (roomId, part, false);
        Changed.Raise();
    }

    public void Show(LessonCheck? check, string recordingId, string problemCode, string problem)
    {
        lock (_lock)
        {
            var next = new LessonStatus("", null, check, recordingId, problemCode, problem);
            if (next == _status) return;
            _status = next;
        }
        Changed.Raise();
    }

    [LoggerMessage(EventId = 3602, Level = LogLevel.Warning, Message = "The hub told a part in a lesson that cannot be followed: {Problem}")]
    private partial void LogRefused(string problem);
}
