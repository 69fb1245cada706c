using Tongtang.DeviceDrivers.Simulation;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>The camera behind a <see cref="ViscaSimulator"/>: motors that take their time, presets, a standby in which it refuses nearly everything.</summary>
internal sealed class SimulatedCamera(TimeProvider time)
{
    private readonly Dictionary<byte, (double Pan, double Tilt, double Zoom)> _presets = [];

    public bool IsOn { get; set; }

    /// <summary>Degrees a second.</summary>
    public double FastestTurn { get; init; } = 100;

    /// <summary>Of the whole way from wide to tele, a second.</summary>
    public double FastestZoom { get; init; } = 0.5;

    public bool IsSony { get; init; } = true;

    /// <summary>Of an answered position: 4 and 4, 5 and 4, or 5 and 5 by model.</summary>
    public int PanDigits { get; init; } = 4;

    public int TiltDigits { get; init; } = 4;

    public SimulatedAxis Pan { get; } = new(time, -170, 170);

    public SimulatedAxis Tilt { get; } = new(time, -20, 90);

    /// <summary>0 wide to 1 tele.</summary>
    public SimulatedAxis Zoom { get; } = new(time, 0, 1);

    public bool FocusesItself { get; private set; } = true;

    public bool Frozen { get; private set; }

    private double Steps => IsSony ? 51.2 : 14.4;

    /// <summary>What an inquiry gets, or an error of <see cref="ViscaError"/>.</summary>
    public (byte[] Data, byte Error) Tell(ReadOnlySpan<byte> message) => message switch
    {
        [0x09, 0x04, 0x00] => ([(byte)(IsOn ? 2 : 3)], 0),
        [0x09, 0x00, 0x02] => (IsSony ? [0x00, 0x01, 0x05, 0x13, 0x01, 0x00, 0x02] : [0x02, 0x20, 0x05, 0x12, 0x06, 0x05, 0x02], 0),
        _ when !IsOn => ([], ViscaError.NotExecutable),
        [0x09, 0x06, 0x12] => ([.. Digits(Pan.Position * Steps, PanDigits), .. Digits(Tilt.Position * Steps, TiltDigits)], 0),
        [0x09, 0x04, 0x47] => (Digits(Zoom.Position * 0x4000, 4), 0),
        _ => ([], ViscaError.Syntax),
    };

    /// <summary>Begins a command; how long it takes, or an error.</summary>
    public (TimeSpan Length, byte Error) Do(ReadOnlySpan<byte> message)
    {
        switch (message)
        {
            case [0x01, 0x04, 0x00, 0x02 or 0x03]:
                IsOn = message[3] == 0x02;
                return (TimeSpan.FromSeconds(IsOn ? 4 : 1), 0);
            case [0x01, 0x04 or 0x06, ..] when !IsOn:
                return (default, ViscaError.NotExecutable);
            case [0x01, 0x06, 0x01, var panSpeed, var tiltSpeed, var panWay, var tiltWay]:
                if (panSpeed is 0 or > 0x18 || tiltSpeed == 0 || tiltSpeed > (IsSony ? 0x17 : 0x14) || panWay is 0 or > 3 || tiltWay is 0 or > 3) return (default, ViscaError.Syntax);
                Pan.Drive(panWay switch { 1 => -1, 2 => 1, _ => 0 } * FastestTurn * panSpeed / 0x18);
                Tilt.Drive(tiltWay switch { 2 => -1, 1 => 1, _ => 0 } * FastestTurn * tiltSpeed / 0x17);
                return default;
            case [0x01, 0x06, 0x04]:
                return (Longest(Pan.GoTo(0, FastestTurn), Tilt.GoTo(0, FastestTurn)), 0);
            case [0x01, 0x04, 0x07, var way] when way is 0 or 2 or 3 || way >> 4 is 2 or 3 && (way & 0x0F) < 8:
                var speed = FastestZoom * (way < 0x10 ? 0.5 : ((way & 0x0F) + 1) / 8.0);
                Zoom.Drive(way == 0 ? 0 : way == 2 || way >> 4 == 2 ? speed : -speed);
                return default;
            case [0x01, 0x04, 0x47, <= 0x0F, <= 0x0F, <= 0x0F, <= 0x0F]:
                return (Zoom.GoTo(((message[3] << 12) | (message[4] << 8) | (message[5] << 4) | message[6]) / 16384.0, FastestZoom), 0);
            case [0x01, 0x04, 0x08, 0x00 or 0x02 or 0x03]:
                return (default, FocusesItself ? ViscaError.NotExecutable : (byte)0);
            case [0x01, 0x04, 0x38, 0x02 or 0x03]:
                FocusesItself = message[3] == 0x02;
                return default;
            case [0x01, 0x04, 0x18, 0x01] when IsSony:
            case [0x01, 0x04, 0x38, 0x04] when !IsSony:
                return (TimeSpan.FromMilliseconds(300), 0);
            case [0x01, 0x04, 0x62, 0x02 or 0x03] when !IsSony:
                Frozen = message[3] == 0x02;
                return default;
            case [0x01, 0x04, 0x3F, <= 2, var preset]:
                return Preset(message[3], preset);
            default:
                return (default, ViscaError.Syntax);
        }
    }

    /// <summary>Stops where it is.</summary>
    public void Halt()
    {
        foreach (var axis in new[] { Pan, Tilt, Zoom }) axis.Drive(0);
    }

    private (TimeSpan Length, byte Error) Preset(byte verb, byte number)
    {
        if (verb == 0) _presets.Remove(number);
        else if (verb == 1) _presets[number] = (Pan.Position, Tilt.Position, Zoom.Position);
        else if (!_presets.TryGetValue(number, out var preset)) return (default, ViscaError.NotExecutable);
        else return (Longest(Pan.GoTo(preset.Pan, FastestTurn), Tilt.GoTo(preset.Tilt, FastestTurn), Zoom.GoTo(preset.Zoom, FastestZoom)), 0);
        return default;
    }

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> lengths)
    {
        var longest = TimeSpan.Zero;
        foreach (var length in lengths) longest = length > longest ? length : longest;
        return longest;
    }

    private static byte[] Digits(double steps, int digits)
    {
        var value = (int)Math.Round(steps);
        return [.. Enumerable.Range(0, digits).Select(place => (byte)((value >> ((digits - 1 - place) * 4)) & 0x0F))];
    }
}
