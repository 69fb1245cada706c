using System.Buffers.Binary;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>In what makes of cameras differ. Pure.</summary>
internal sealed record ViscaModel
{
    private static readonly ViscaModel s_sony = new()
    {
        FirstPreset = 1,
        LastPreset = 100,
        FastestTilt = 0x17,
        FocusOnce = [0x01, 0x04, 0x18, 0x01],
        StepsPerDegree = 51.2,
    };

    // Its clones, which are most others, follow its list.
    private static readonly ViscaModel s_ptzOptics = new()
    {
        FirstPreset = 0,
        LastPreset = 254,
        FastestTilt = 0x14,
        FocusOnce = [0x01, 0x04, 0x38, 0x04],
        StepsPerDegree = 14.4,
        Freezes = true,
    };

    public required int FirstPreset { get; init; }

    public required int LastPreset { get; init; }

    public required int FastestTilt { get; init; }

    public required byte[] FocusOnce { get; init; }

    /// <summary>SRG-300H: DE00 to 2200 are −170° to 170°. PTZOptics: F670 to 0990 are.</summary>
    public required double StepsPerDegree { get; init; }

    public bool Freezes { get; init; }

    /// <param name="setting">auto, sony, ptzoptics.</param>
    /// <param name="version">What the camera answers to <see cref="ViscaWire.AskVersion"/>; null when it does not.</param>
    public static ViscaModel Of(string setting, byte[]? version) => setting switch
    {
        "sony" => s_sony,
        "ptzoptics" => s_ptzOptics,
        _ => IsSony(version) ? s_sony : s_ptzOptics,
    };

    /// <summary>What the version says, in the words of <see cref="DeviceReport.Identify"/>.</summary>
    public static IEnumerable<(string Fact, string Value)> Facts(byte[] version)
    {
        if (version.Length != 7) yield break;
        if (IsSony(version)) yield return ("manufacturer", "Sony");
        yield return ("model", Convert.ToHexString(version.AsSpan(2, 2)));
        yield return ("firmware", Convert.ToHexString(version.AsSpan(4, 2)));
    }

    /// <summary>The byte of a preset: Sony's first is 0, and is called 1 by people.</summary>
    public byte PresetByte(int preset) => (byte)(preset - (this == s_sony ? 1 : 0));

    /// <summary>Presets that are none but do things: 95 opens PTZOptics' menu, which covers the picture.</summary>
    public bool IsReserved(int preset) => this != s_sony && preset is (>= 90 and <= 99) or 255;

    private static bool IsSony(byte[]? version) => version is { Length: 7 } && BinaryPrimitives.ReadUInt16BigEndian(version) == 0x0001;
}
