namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>A motor of a made-up camera: it takes its time, and stops at its ends.</summary>
internal sealed class SimulatedAxis(TimeProvider time, double lowest, double highest)
{
    private double _from;
    private double _goal;
    private double _speed;
    private long _begun;

    public double Position
    {
        get
        {
            var way = _speed * time.GetElapsedTime(_begun).TotalSeconds;
            return _goal >= _from ? Math.Min(_from + way, _goal) : Math.Max(_from - way, _goal);
        }
    }

    public bool Moves => Position != _goal;

    /// <summary>Goes on until it is stopped.</summary>
    /// <param name="speed">In its own units a second; 0 stops it.</param>
    public void Drive(double speed)
    {
        _from = Position;
        _goal = speed == 0 ? _from : speed > 0 ? highest : lowest;
        (_speed, _begun) = (Math.Abs(speed), time.GetTimestamp());
    }

    /// <summary>Is there at once: for tests.</summary>
    public void Place(double position) => (_from, _goal, _speed) = (position, position, 0);

    /// <returns>How long that takes.</returns>
    public TimeSpan GoTo(double goal, double speed)
    {
        Drive(0);
        _goal = Math.Clamp(goal, lowest, highest);
        _speed = speed;
        return TimeSpan.FromSeconds(Math.Abs(_goal - _from) / speed);
    }
}
