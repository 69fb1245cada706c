using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// What is known of a recording beside its media, as <c>recording.json</c> in its folder: with it a lost journal is
/// written anew. The second line is the SHA-256 of the first.
/// </summary>
/// <param name="Revision">The journal's when this was written: a journal that is behind it has lost something.</param>
/// <param name="EndedAtMs">Null while it runs.</param>
internal sealed record RecordingCard(
    RecordingStart Start,
    long Revision,
    bool Stopping,
    bool Paused,
    long? EndedAtMs,
    IReadOnlyList<CardSource> Sources,
    IReadOnlyList<CardMark> Marks,
    IReadOnlyList<CardSpan> HiddenSpans)
{
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(string path)
    {
        var json = JsonSerializer.Serialize(this, JsonDefaults.Options);
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        DurableFile.Write(path, Encoding.UTF8.GetBytes($"{json}\n{Hash(json)}\n"), DurableFile.Ordinary);
    }

    /// <summary>Null: there is none, or it is damaged, or of another version; the journal's is then written in its place.</summary>
    /// <param name="damage">Null: it is as it was written, or there is none.</param>
    public static RecordingCard? Read(string path, out string? damage)
    {
        damage = null;
        if (!File.Exists(path)) return null;
        try
        {
            if (File.ReadAllText(path).Split('\n') is [var json, var hash, ""] && hash == Hash(json)) return JsonSerializer.Deserialize<RecordingCard>(json, JsonDefaults.Options);
            damage = "it is not what was written";
        }
        catch (IOException error)
        {
            damage = error.Message;
        }
        catch (JsonException)
        {
            // Whole, and of another version.
        }
        return null;
    }

    /// <summary>Whether both say the same, their lists included.</summary>
    public bool Says(RecordingCard other) => JsonSerializer.Serialize(this, JsonDefaults.Options) == JsonSerializer.Serialize(other, JsonDefaults.Options);

    private static string Hash(string json) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}

internal sealed record CardSource(string Name, long Position, long Role, string AudioFrom);

internal sealed record CardMark(long Number, long AtMs, string Label);

/// <param name="ToUs">Null while the pause lasts.</param>
internal sealed record CardSpan(long Number, long FromUs, long? ToUs, long State);
