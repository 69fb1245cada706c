using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tongtang.Protocol.Durability;

namespace Tongtang.Protocol.Stores;

/// <summary>
/// A small file of text (JSON, PEM) that a program writes as a whole: its last line is a comment with the SHA-256 of all
/// before it, and the same bytes lie beside it as <c>NAME.copy</c>. A damaged one is taken from the copy. Whoever writes
/// such a file by hand leaves the last line out.
/// </summary>
public static class SealedFile
{
    private const string Seal = "\n// sha256 ";

    /// <summary>A line of PEM has 64 characters, a seal 74.</summary>
    private const int LeastOfASeal = 70;

    /// <summary>The disk cannot read it: EIO on Linux, ERROR_CRC and ERROR_IO_DEVICE on Windows. What else goes wrong with reading may pass.</summary>
    private static readonly int[] s_unreadable = [5, unchecked((int)0x80070017), unchecked((int)0x8007045D)];

    public static void Write(string path, string json, UnixFileMode mode)
    {
        var bytes = Sealed(json);
        DurableFile.Write(path, bytes, mode);
        DurableFile.Write(CopyOf(path), bytes, mode);
    }

    public static async Task WriteAsync(string path, string json, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var bytes = Sealed(json);
        await DurableFile.WriteAsync(path, bytes, mode, cancellationToken);
        await DurableFile.WriteAsync(CopyOf(path), bytes, mode, cancellationToken);
    }

    /// <summary>Gives a file that was written before files had seals its own. On a full disk it goes without a little longer.</summary>
    public static void SealOlder(string path, string text, UnixFileMode mode)
    {
        if (File.Exists(CopyOf(path))) return;
        try
        {
            Write(path, text, mode);
        }
        catch (IOException)
        {
            // The next start tries again; the file itself is as it was.
        }
    }

    /// <summary>What was written last; null: nothing, or file and copy are both lost, which <paramref name="repairs"/> then says.</summary>
    /// <param name="parse">Throws <see cref="JsonException"/> or <see cref="FormatException"/> when it is not what it should be.</param>
    public static T? Read<T>(string path, Func<string, T> parse, StoreRepairs repairs, TimeProvider time)
        where T : class
    {
        // Somebody who took the file away meant what it says.
        if (!File.Exists(path)) return null;
        if (TryRead(path, parse, out var damage) is { } sound) return sound;
        var copy = File.Exists(CopyOf(path)) ? TryRead(CopyOf(path), parse, out _) : null;
        var aside = copy is null ? MovedAside.Move(path, time) : MovedAside.TryCopy(path, time);
        if (copy is not null) PutBack(path);
        repairs.Add(StoreKind.Settings, path, damage!, aside, copy is null ? 0 : 1, copy is null ? 1 : 0);
        return copy;
    }

    private static string CopyOf(string path) => path + ".copy";

    private static void PutBack(string path)
    {
        try
        {
            DurableFile.Write(path, File.ReadAllBytes(CopyOf(path)), DurableFile.OwnerOnly);
        }
        catch (IOException)
        {
            // On a full disk the copy goes on standing in for it.
        }
    }

    private static T? TryRead<T>(string path, Func<string, T> parse, out string? damage)
        where T : class
    {
        try
        {
            var text = File.ReadAllText(path);
            var seal = text.LastIndexOf(Seal, StringComparison.Ordinal);
            damage = (seal >= 0 && text[(seal + Seal.Length)..] != Hash(text[..seal]) + "\n") || (seal < 0 && EndsLikeASeal(text)) ? "it is not what was written" : null;
            return damage is null ? parse(seal < 0 ? text : text[..seal]) : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or NotSupportedException || (error is IOException && s_unreadable.Contains(error.HResult)))
        {
            damage = error.Message;
            return null;
        }
    }

    /// <summary>A seal whose own words are damaged; nobody writes such a line by hand.</summary>
    private static bool EndsLikeASeal(string text)
    {
        var lines = text.AsSpan().TrimEnd('\n');
        var last = lines[(lines.LastIndexOf('\n') + 1)..];
        return last.Length >= LeastOfASeal && last.IndexOfAny("\"{}[]") < 0;
    }

    private static byte[] Sealed(string json) => Encoding.UTF8.GetBytes($"{json}{Seal}{Hash(json)}\n");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
