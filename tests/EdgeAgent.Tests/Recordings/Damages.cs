namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>What a power cut, a bad disk or a bad cable do to a file.</summary>
internal static class Damages
{
    private const int Page = 4096;
    private const int Flips = 40;

    private static readonly string[] s_kinds = ["truncated", "flipped", "zeroed", "torn", "emptied"];

    /// <summary>Damages the file and says how; it is never as it was.</summary>
    public static string Spoil(string path, Random random)
    {
        var original = File.ReadAllBytes(path);
        var bytes = original.ToArray();
        var kind = s_kinds[random.Next(s_kinds.Length)];
        // Zeros that were zeros are no damage.
        var at = random.Next(bytes.Length);
        if (kind == "truncated") bytes = bytes[..at];
        if (kind == "emptied") bytes = [];
        while (kind == "zeroed" && bytes.AsSpan(at, Math.Min(Page, bytes.Length - at)).IndexOfAnyExcept((byte)0) < 0) at = random.Next(bytes.Length);
        if (kind == "zeroed") Array.Clear(bytes, at, Math.Min(Page, bytes.Length - at));
        if (kind == "torn") random.NextBytes(bytes.AsSpan(at));
        for (var i = 0; kind == "flipped" && i < Flips; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        if (bytes.AsSpan().SequenceEqual(original)) bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        return kind;
    }
}
