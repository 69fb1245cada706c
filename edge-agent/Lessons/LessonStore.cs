using System.Text.Json;
using Google.Protobuf;
using Tongtang.EdgeAgent.Playback;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>What this room has set in motion for a lesson, and is to end with it.</summary>
/// <param name="BegunAt">UTC by this machine's clock.</param>
/// <param name="RecordingId">Its recording of the lesson; empty: none yet.</param>
/// <param name="RecordingOver">Somebody ended the recording before the lesson: it is not begun again.</param>
/// <param name="SceneRun">The scene for beginning has been run.</param>
/// <param name="SceneWasOn">The room was in class before; so it stays when the lesson ends.</param>
/// <param name="Received">What was counted of each source, by "room/source".</param>
internal sealed record LessonDoings(
    string LessonId,
    DateTimeOffset BegunAt,
    string RecordingId,
    bool RecordingOver,
    bool SceneRun,
    bool SceneWasOn,
    IReadOnlyDictionary<string, ReceptionTally> Received);

/// <summary>What the box knows of its lesson over a restart.</summary>
/// <param name="RoomId">The room that it was told so as.</param>
internal sealed record KeptLesson(string RoomId, LessonPart? Part, LessonDoings? Doings)
{
    public static KeptLesson None { get; } = new("", null, null);
}

/// <summary>The file <c>lesson.json</c> in the data folder. One that cannot be read is put aside: the hub tells the part again.</summary>
internal sealed partial class LessonStore(DataFolder folder, ILogger<LessonStore> logger)
{
    private const int LargestBytes = 1 << 20;

    private string Path => folder["lesson.json"];

    public KeptLesson Read()
    {
        if (!File.Exists(Path)) return KeptLesson.None;
        try
        {
            if (new FileInfo(Path).Length > LargestBytes) throw new JsonException($"it has more than {LargestBytes} bytes");
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(Path), JsonDefaults.Options) ?? throw new JsonException("it is empty");
            var part = kept.Part is null ? null : LessonPart.Parser.ParseFrom(kept.Part);
            if (part is not null && LessonRules.Problem(part, kept.RoomId) is { } problem) throw new JsonException(problem);
            return new KeptLesson(kept.RoomId, part, kept.Doings);
        }
        catch (Exception error) when (error is JsonException or InvalidProtocolBufferException or NotSupportedException)
        {
            File.Move(Path, Path + ".broken", overwrite: true);
            LogBroken(Path, error.Message);
            return KeptLesson.None;
        }
    }

    /// <summary>Returns when it is on the disk. A disk that takes nothing costs what a restart would have needed, not the lesson.</summary>
    public async Task WriteAsync(KeptLesson kept, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(new Kept(kept.RoomId, kept.Part?.ToByteArray(), kept.Doings), JsonDefaults.Options);
            await DurableFile.WriteAsync(Path, bytes, DurableFile.OwnerOnly, cancellationToken);
        }
        catch (IOException error)
        {
            LogUnkept(Path, error.Message);
        }
    }

    [LoggerMessage(EventId = 3601, Level = LogLevel.Warning, Message = "{Path} cannot be read ({Problem}): the room has no part in a lesson until the hub tells it again; the file is kept as .broken")]
    private partial void LogBroken(string path, string problem);

    [LoggerMessage(EventId = 3604, Level = LogLevel.Warning, Message = "{Path} cannot be written ({Problem}): a restart of the box would forget what it did for the lesson")]
    private partial void LogUnkept(string path, string problem);

    private sealed record Kept(string RoomId, byte[]? Part, LessonDoings? Doings);
}
