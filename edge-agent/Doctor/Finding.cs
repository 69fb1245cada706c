namespace Tongtang.EdgeAgent.Doctor;

internal enum FindingLevel
{
    Good,

    /// <summary>It records, but somebody should look.</summary>
    Warning,

    /// <summary>It does not record, or does not reach the hub.</summary>
    Bad,
}

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Code">Names the sentence in <see cref="DoctorWords"/>.</param>
/// <param name="Values">For the sentence's places {0}, {1} …</param>
internal sealed record Finding(FindingLevel Level, string Code, params IReadOnlyList<object> Values)
{
    public static Finding Good(string code, params IReadOnlyList<object> values) => new(FindingLevel.Good, code, values);

    public static Finding Warning(string code, params IReadOnlyList<object> values) => new(FindingLevel.Warning, code, values);

    public static Finding Bad(string code, params IReadOnlyList<object> values) => new(FindingLevel.Bad, code, values);
}
