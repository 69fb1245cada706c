using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>What a camera says: <c>z0 … FF</c>, of which z is its address plus eight. Pure.</summary>
/// <param name="Address">1 to 7; 0 of what goes to everybody.</param>
/// <param name="Socket">Which of its two places for commands it speaks of; 0 when it does not say.</param>
/// <param name="Error">Of <see cref="ViscaReplyKind.Error"/>: one of <see cref="ViscaError"/>.</param>
/// <param name="Data">Of <see cref="ViscaReplyKind.Answer"/>: what was asked for.</param>
internal readonly record struct ViscaReply(ViscaReplyKind Kind, int Address, int Socket, byte Error, byte[] Data)
{
    private const int Shortest = 3;
    private const int Longest = 16;

    /// <summary>Finds replies in a stream. What has not the shape of one, such as an echo of a command, is left out.</summary>
    public static FrameCutter Cutter { get; } = received =>
    {
        for (var start = 0; start < received.Length; start++)
        {
            var rest = received[start..];
            if (!MayBegin(rest)) continue;
            var end = rest[..Math.Min(rest.Length, Longest)].IndexOf((byte)0xFF);
            if (end < 0 && rest.Length < Longest) return new(start, 0);
            if (end >= 0 && Parse(rest[..(end + 1)]) is not null) return new(start, end + 1);
        }

        return new(received.Length, 0);
    };

    /// <summary>The reply, or null when the bytes are none.</summary>
    public static ViscaReply? Parse(ReadOnlySpan<byte> frame)
    {
        if (frame.Length is < Shortest or > Longest || frame[^1] != 0xFF || !MayBegin(frame)) return null;
        var (address, socket, length) = ((frame[0] >> 4) - 8, frame[1] & 0x0F, frame.Length);
        return (frame[1] >> 4, frame[1]) switch
        {
            (4, _) when length == 3 => new(ViscaReplyKind.Acknowledged, address, socket, 0, []),
            (5, _) when length == 3 => new(ViscaReplyKind.Completed, address, socket, 0, []),
            (5, 0x50) => new(ViscaReplyKind.Answer, address, 0, 0, frame[2..^1].ToArray()),
            (6, _) when length == 4 => new(ViscaReplyKind.Error, address, socket, frame[2], []),
            (3, 0x30) when length == 4 => new(ViscaReplyKind.AddressesSet, 0, 0, 0, []),
            (3, 0x38) when length == 3 => new(ViscaReplyKind.ChainChanged, address, 0, 0, []),
            (0, 0x01) => new(ViscaReplyKind.Cleared, 0, 0, 0, []),
            _ => null,
        };
    }

    /// <summary>90, A0 … F0; 80 and 88 go to everybody.</summary>
    private static bool MayBegin(ReadOnlySpan<byte> bytes) => bytes[0] == 0x88
        ? bytes.Length < 2 || bytes[1] is 0x30 or 0x01
        : (bytes[0] & 0x8F) == 0x80 && (bytes.Length < 2 || (bytes[1] >> 4 is 4 or 5 or 6 && bytes[0] != 0x80) || bytes[1] == 0x38);
}

internal enum ViscaReplyKind
{
    /// <summary>It has understood the command and begins.</summary>
    Acknowledged,

    /// <summary>It has done it.</summary>
    Completed,

    /// <summary>To an inquiry.</summary>
    Answer,

    Error,
    AddressesSet,
    Cleared,

    /// <summary>A camera of the chain was switched on or off: addresses have to be set again.</summary>
    ChainChanged,
}

/// <summary>What cameras call their errors.</summary>
internal static class ViscaError
{
    public const byte Length = 0x01;
    public const byte Syntax = 0x02;
    public const byte BufferFull = 0x03;
    public const byte Cancelled = 0x04;
    public const byte NoSocket = 0x05;
    public const byte NotExecutable = 0x41;

    /// <summary>What it means to whoever gave the command.</summary>
    public static CommandResult Refusal(byte error) => error switch
    {
        Length or Syntax => CommandResult.Refused(CommandProblems.NotSupported, $"60 {error:X2}: the camera does not know this command or this value"),
        BufferFull => CommandResult.Refused(CommandProblems.NotNow, "60 03: the camera is busy with two commands"),
        Cancelled => CommandResult.Refused(CommandProblems.Refused, "60 04: another command took its place"),
        NotExecutable => CommandResult.Refused(CommandProblems.NotNow, "60 41: not in the camera's present state"),
        _ => CommandResult.Refused(CommandProblems.Refused, $"60 {error:X2}"),
    };
}
