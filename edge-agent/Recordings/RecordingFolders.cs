namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Where media lies: <c>recordings/{id}/{track}/{epoch}-init.mp4</c> and <c>{epoch}-{number}.m4s</c>.</summary>
internal sealed class RecordingFolders(string dataFolder)
{
    public const string Unfinished = ".part";

    /// <summary>The end of the name of a recording's folder that is being deleted.</summary>
    public const string Deleted = ".deleted";

    public string Root { get; } = Path.Combine(dataFolder, "recordings");

    public string Recording(string id) => Path.Combine(Root, id);

    /// <summary>What the journal says of the recording, once more, beside its media.</summary>
    public string Card(string id) => Path.Combine(Root, id, "recording.json");

    public string Track(string id, string track) => Path.Combine(Root, id, track);

    public string Init(string id, string track, int epoch) => Path.Combine(Root, id, track, $"{epoch}-init.mp4");

    public string Segment(string id, string track, int epoch, int number) => Path.Combine(Root, id, track, $"{epoch}-{number}.m4s");

    /// <summary>Reads the numbers back out of a file's name; null: not a segment's.</summary>
    public static (int Epoch, int Number)? Parse(string path)
    {
        var name = Path.GetFileName(path);
        if (name.EndsWith(Unfinished, StringComparison.Ordinal)) name = name[..^Unfinished.Length];
        if (!name.EndsWith(".m4s", StringComparison.Ordinal)) return null;
        var parts = name[..^4].Split('-');
        return parts.Length == 2 && int.TryParse(parts[0], out var epoch) && int.TryParse(parts[1], out var number) ? (epoch, number) : null;
    }
}
