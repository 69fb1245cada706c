using System.Buffers;
using System.Collections;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// Names and values beside the messages of a call, in order; a name may come more than once. Names are lower case.
/// Values are printable ASCII, or any bytes where the name ends in <c>-bin</c>; enumeration gives those as they travel,
/// in Base64 (PROTOCOL-HTTP2.md, "Custom-Metadata").
/// </summary>
public sealed class GrpcMetadata : IEnumerable<KeyValuePair<string, string>>
{
    private const string BinarySuffix = "-bin";
    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly List<KeyValuePair<string, string>> _entries = [];

    /// <exception cref="ArgumentException">The name is reserved, binary or malformed, or the value not printable ASCII.</exception>
    public void Add(string key, string value)
    {
        CheckName(key, binary: false);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"The value of '{key}' is not printable ASCII; a name that ends in '-bin' carries any bytes.", nameof(value));
        _entries.Add(new(key, value));
    }

    /// <exception cref="ArgumentException">The name does not end in <c>-bin</c>, is reserved or malformed.</exception>
    public void AddBinary(string key, ReadOnlySpan<byte> value)
    {
        CheckName(key, binary: true);
        _entries.Add(new(key, Convert.ToBase64String(value).TrimEnd('=')));
    }

    /// <summary>The last value of that name as it travelled; null when there is none.</summary>
    public string? Get(string key) => _entries.FindLast(e => e.Key == key).Value;

    /// <summary>The last value of a <c>-bin</c> name; null when there is none.</summary>
    /// <exception cref="GrpcException">The peer sent something that is not Base64 (INVALID_ARGUMENT).</exception>
    public byte[]? GetBinary(string key)
    {
        if (Get(key) is not { } value) return null;
        try
        {
            return Convert.FromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException e)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, $"The value of '{key}' is not Base64.", inner: e);
        }
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes a header as it came. Reserved ones are left out; joined binary values are taken apart.</summary>
    internal void AddReceived(string name, string value)
    {
        var key = name.ToLowerInvariant();
        if (IsReserved(key)) return;
        if (!key.EndsWith(BinarySuffix, StringComparison.Ordinal)) _entries.Add(new(key, value));
        else foreach (var part in value.Split(',', StringSplitOptions.TrimEntries)) _entries.Add(new(key, part));
    }

    internal void AddRange(GrpcMetadata other) => _entries.AddRange(other._entries);

    private static void CheckName(string key, bool binary)
    {
        if (key.Length == 0 || key.AsSpan().ContainsAnyExcept(s_nameCharacters))
            throw new ArgumentException($"'{key}' is no metadata name: lower-case letters, digits, '_', '-' and '.' are.", nameof(key));
        if (IsReserved(key))
            throw new ArgumentException($"'{key}' belongs to the protocol.", nameof(key));
        if (key.EndsWith(BinarySuffix, StringComparison.Ordinal) != binary)
            throw new ArgumentException($"'{key}': names of binary values, and only those, end in '-bin'.", nameof(key));
    }

    private static bool IsReserved(string key) =>
        key.StartsWith("grpc-", StringComparison.Ordinal) || key.StartsWith(':')
        || key is "te" or "content-type" or "content-length" or "host" or "connection" or "transfer-encoding" or "user-agent" or "date" or "server";
}
