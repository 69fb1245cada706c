using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.DeviceDrivers.PjLink;

/// <summary>The bytes of PJLink (JBMIA, class 1 of 2013, class 2 of 2017, 2.10 of 2024). Pure.</summary>
internal static class PjLinkWire
{
    /// <summary>"%", class, four letters, "=", at most 128 characters.</summary>
    public const int MaxLine = 136;

    /// <summary><c>%1POWR 1\r</c></summary>
    /// <param name="command">Class and letters, e.g. "1POWR".</param>
    public static byte[] Command(string command, string parameter, string prefix = "") => Encoding.UTF8.GetBytes($"{prefix}%{command} {parameter}\r");

    /// <summary>The digest that goes before the first command: MD5 of the greeting's random number and the password, in lower-case hex.</summary>
    public static string Md5Digest(string random, string password)
    {
#pragma warning disable CA5351 // The protocol's own choice; 2.10 has a better one.
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(random + password)));
#pragma warning restore CA5351
    }

    /// <summary>The 32 + 64 hex digits that go before the first command in 2.10: our random number, then SHA-256 of both numbers' exclusive or, in hex, and the password.</summary>
    /// <param name="theirs">32 hex digits of the projector's second greeting.</param>
    /// <exception cref="FormatException">They are not 32 hex digits.</exception>
    public static string Sha256Digest(string theirs, ReadOnlySpan<byte> ours, string password)
    {
        var mixed = Convert.FromHexString(theirs);
        if (mixed.Length != ours.Length) throw new FormatException($"the projector's random number has {theirs.Length} digits, not {ours.Length * 2}");
        for (var i = 0; i < mixed.Length; i++) mixed[i] ^= ours[i];
        return Convert.ToHexStringLower(ours) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(mixed) + password)));
    }

    /// <summary>Whether a line is the answer to a command, e.g. "%1POWR=OK" to "1POWR". The letters' case does not count.</summary>
    public static bool Answers(ReadOnlySpan<byte> line, string command) =>
        line.Length >= 7 && line[0] == '%' && line[6] == '=' && Encoding.ASCII.GetString(line[1..6]).Equals(command, StringComparison.OrdinalIgnoreCase);

    /// <summary>What follows the equals sign.</summary>
    public static string Value(ReadOnlySpan<byte> answer) => Encoding.UTF8.GetString(answer[7..]).Trim();

    /// <summary>Why a command was refused, or null when the value is no error.</summary>
    public static CommandResult? Refusal(string value) => value.ToUpperInvariant() switch
    {
        "ERR1" => CommandResult.Refused(CommandProblems.NotSupported, "ERR1: the projector does not know this command"),
        "ERR2" => CommandResult.Refused(CommandProblems.ArgumentInvalid, "ERR2: the projector does not have this value"),
        "ERR3" => CommandResult.Refused(CommandProblems.NotNow, "ERR3: not in the projector's present state"),
        "ERR4" => CommandResult.Refused(CommandProblems.DeviceFailure, "ERR4: the projector reports a failure"),
        _ => null,
    };

    /// <summary>The property "power" of a POWR answer, or null.</summary>
    public static string? Power(string value) => value switch
    {
        "0" => "standby",
        "1" => "on",
        "2" => "cooling",
        "3" => "warming",
        _ => null,
    };

    /// <summary>The six digits of ERST as words, e.g. "lamp:warning filter:error"; empty without faults, null when they are no such digits.</summary>
    public static string? Errors(string value)
    {
        ReadOnlySpan<string> parts = ["fan", "lamp", "temperature", "cover", "filter", "other"];
        if (value.Length != parts.Length || value.Any(digit => digit is < '0' or > '2')) return null;
        var words = new List<string>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (value[i] != '0') words.Add($"{parts[i]}:{(value[i] == '1' ? "warning" : "error")}");
        }

        return string.Join(' ', words);
    }

    /// <summary>The most hours of any lamp in "1163 1 250 0", or null.</summary>
    public static int? LampHours(string value)
    {
        var numbers = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length is 0 or > 16 || numbers.Length % 2 != 0) return null;
        var most = -1;
        for (var i = 0; i < numbers.Length; i += 2)
        {
            if (numbers[i].Length > 5 || !int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)) return null;
            most = Math.Max(most, hours);
        }

        return most;
    }

    /// <summary>The inputs of an INST answer, e.g. "11 31 32"; what is no input is left out.</summary>
    public static IReadOnlyList<string> Inputs(string value) => [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsInput).Select(input => input.ToLowerInvariant()).Distinct().Take(60)];

    /// <summary>What an input is called when the projector does not say: "31" is digital 1.</summary>
    public static Choice InputWords(string input) => input[0] switch
    {
        '1' => new() { Id = input, Zh = $"模拟 {input[1..]}", En = $"RGB {input[1..]}" },
        '2' => new() { Id = input, Zh = $"视频 {input[1..]}", En = $"Video {input[1..]}" },
        '3' => new() { Id = input, Zh = $"数字 {input[1..]}", En = $"Digital {input[1..]}" },
        '4' => new() { Id = input, Zh = $"存储 {input[1..]}", En = $"Storage {input[1..]}" },
        '5' => new() { Id = input, Zh = $"网络 {input[1..]}", En = $"Network {input[1..]}" },
        _ => new() { Id = input, Zh = $"内置 {input[1..]}", En = $"Internal {input[1..]}" },
    };

    private static bool IsInput(string input) => input is [>= '1' and <= '6', >= '1' and <= '9' or >= 'A' and <= 'Z' or >= 'a' and <= 'z'];
}
