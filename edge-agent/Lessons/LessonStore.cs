using System.Text.Json;
using Google.Protobuf;
using Tongtang.EdgeAgent.Playback;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
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

/// <summary>The file <c>lesson.json</c> in the data folder. What is lost of it the hub tells again.</summary>
internal sealed partial class LessonStore(DataFolder folder, StoreRepairs repairs, TimeProvider time, ILogger<LessonStore> logger)
{
    private string Path => folder["lesson.json"];

    public KeptLesson Read() => SealedFile.Read(Path, Parse, repairs, time) ?? KeptLesson.None;

    /// <summary>Returns when it is on the disk. A disk that takes nothing costs what a restart would have needed, not the lesson.</summary>
    public async Task WriteAsync(KeptLesson kept, CancellationToken cancellationToken)
    {
        try
        {
            var json = JsonSerializer.Serialize(new Kept(kept.RoomId, kept.Part?.ToByteArray(), kept.Doings), JsonDefaults.Options);
            await SealedFile.WriteAsync(Path, json, DurableFile.OwnerOnly, cancellationToken);
        }
        catch (IOException error)
        {
            LogUnkept(Path, error.Message);
        }
    }

    [LoggerMessage(EventId = 3604, Level = LogLevel.Warning, Message = "{Path} cannot be written ({Problem}): a restart of the box would forget what it did for the lesson")]
    private partial void LogUnkept(string path, string problem);

    private static KeptLesson Parse(string json)
    {
        var kept = JsonSerializer.Deserialize<Kept>(json, JsonDefaults.Options);
        if (kept?.RoomId is not { } room) throw new JsonException("it names no room");
        try
        {
            var part = kept.Part is null ? null : LessonPart.Parser.ParseFrom(kept.Part);
            return part is not null && LessonRules.Problem(part, room) is { } problem ? throw new JsonException(problem) : new KeptLesson(room, part, kept.Doings);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private sealed record Kept(string RoomId, byte[]? Part, LessonDoings? Doings);
}
