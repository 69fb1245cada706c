namespace Tongtang.District;

/// <param name="Role">As the API says it.</param>
/// <param name="Region">Empty: the whole hub, unless a school is named.</param>
internal sealed record PlannedPerson(string Name, string Role, string Region, string School);

/// <summary>One person of every role, to try it; and everybody who teaches.</summary>
internal static class RolePlan
{
    /// <summary>In the order in which their links are printed.</summary>
    public static IReadOnlyList<PlannedPerson> Tried(IReadOnlyList<PlannedSchool> schools) =>
    [
        new("郑国栋", "system-administrator", "", ""),
        new("冯静怡", "security-administrator", "", ""),
        new("蒋卫东", "auditor", "", ""),
        new("何慧敏", "district-staff", "", ""),
        new("沈丽华", "school-administrator", schools[0].Region, schools[0].Name),
        new(SchoolPlan.Teacher, "teacher", schools[0].Region, schools[0].Name),
        new("韩明哲", "researcher", "", ""),
        new("曹建军", "installer", schools[0].Region, ""),
        new("谢安然", "viewer", "", ""),
    ];

    public static IEnumerable<PlannedPerson> All(IReadOnlyList<PlannedSchool> schools) =>
        Tried(schools).Concat(schools.SelectMany(school => school.Teachers.Where(teacher => teacher.Name != SchoolPlan.Teacher).Select(teacher => new PlannedPerson(teacher.Name, "teacher", school.Region, school.Name))));
}
