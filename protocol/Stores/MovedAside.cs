using System.Globalization;
using Tongtang.Protocol.Durability;

namespace Tongtang.Protocol.Stores;

/// <summary>Damaged files are never deleted at once: they get the name <c>NAME.corrupt-UTC</c>, and the newest of them stay for whoever wants to know.</summary>
public static class MovedAside
{
    private const string Mark = ".corrupt-";

    /// <summary>So many of one file are kept, and of one folder this many times more.</summary>
    private const int Kept = 3;

    private const int KeptInAFolder = 30;

    /// <summary>What SQLite keeps beside a file; it finds them by the name.</summary>
    private static readonly string[] s_ends = ["", "-wal", "-shm"];

    /// <summary>A name beside it that nothing has yet.</summary>
    public static string NameFor(string path, TimeProvider time)
    {
        var name = path + Mark + time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var unused = name;
        for (var i = 1; Path.Exists(unused); i++) unused = $"{name}.{i}";
        return unused;
    }

    /// <summary>Moves it, durably; returns its new name.</summary>
    public static string Move(string path, TimeProvider time)
    {
        var aside = NameFor(path, time);
        File.Move(path, aside);
        DurableFile.FlushFolder(FolderOf(path));
        Prune(path);
        return aside;
    }

    /// <summary>Moves a SQLite file with its log, so that the rows in the log can still be read.</summary>
    public static string MoveDatabase(string path, TimeProvider time)
    {
        var aside = NameFor(path, time);
        foreach (var end in s_ends[..2])
        {
            if (File.Exists(path + end)) File.Move(path + end, aside + end);
            else if (Directory.Exists(path + end)) Directory.Move(path + end, aside + end);
        }
        File.Delete(path + "-shm");
        DurableFile.FlushFolder(FolderOf(path));
        Prune(path);
        return aside;
    }

    /// <summary>Keeps a copy of bytes that are about to be changed; null when there is no room for one.</summary>
    public static string? TryCopy(string path, TimeProvider time)
    {
        var aside = NameFor(path, time);
        try
        {
            File.Copy(path, aside);
        }
        catch (IOException)
        {
            // What is saved of it goes before the evidence.
            File.Delete(aside);
            return null;
        }
        Prune(path);
        return aside;
    }

    private static void Prune(string path)
    {
        var folder = FolderOf(path);
        foreach (var file in Aside(folder, Path.GetFileName(path)).Skip(Kept).Concat(Aside(folder, "").Skip(KeptInAFolder)).ToList())
        {
            foreach (var end in s_ends) File.Delete(file + end);
        }
    }

    /// <summary>The newest first.</summary>
    private static IEnumerable<string> Aside(string folder, string name) => Directory.GetFiles(folder, $"{name}*{Mark}*")
        .Where(file => name.Length == 0 || Path.GetFileName(file).StartsWith(name + Mark, StringComparison.Ordinal))
        .Where(file => !s_ends[1..].Any(end => file.EndsWith(end, StringComparison.Ordinal)))
        .OrderByDescending(file => file[(file.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..], StringComparer.Ordinal);

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
