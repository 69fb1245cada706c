namespace Tongtang.District;

/// <summary>A school as it is made up.</summary>
/// <param name="Kind">As the API says it.</param>
/// <param name="Rooms">Their names, with what they are for as tags.</param>
internal sealed record PlannedSchool(string Region, string Name, string Kind, string Tier, IReadOnlyList<PlannedRoom> Rooms, IReadOnlyList<PlannedTeacher> Teachers);

/// <param name="IsClass">Lessons are taught in it by the timetable.</param>
internal sealed record PlannedRoom(string Name, string Tags, bool IsClass);

internal sealed record PlannedTeacher(string Name, string Subject);

/// <summary>
/// The made-up county of the sources: 35 schools of three tiers (8, 12 and 15) with 300 rooms in six areas. Always the same
/// one, so that what is there already is found again. The first four are those whose rooms the demo gives real boxes.
/// </summary>
internal static class SchoolPlan
{
    public const string Teacher = "王芳";

    private static readonly string[] s_regions = ["城关片区", "下坝片区", "柳林片区", "石桥片区", "云山片区", "青溪片区"];

    private static readonly string[] s_places =
    [
        "城东", "城南", "城西", "城北", "文昌", "凤凰", "龙泉", "青溪", "云山", "白水", "大坪", "新河", "东岭", "南塘", "松林", "马家", "红岩", "桃源", "金沙", "双河",
        "高店", "古渡", "长岭", "三合", "永安", "太平", "兴隆", "和顺", "梅岭", "竹园", "清泉",
    ];

    private static readonly string[] s_subjects = ["语文", "数学", "英语", "道德与法治", "科学", "音乐", "美术", "体育"];

    private static readonly string[] s_surnames =
    [
        "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾",
        "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任", "姚", "卢", "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪", "陆",
    ];

    private static readonly string[] s_given =
    [
        "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "超", "秀英", "霞", "平", "刚", "桂英", "建华", "志明", "晓红", "雪梅", "国强", "海燕", "文博", "思远", "玉兰", "春梅", "建国",
    ];

    public static IReadOnlyList<PlannedSchool> Make(int schools)
    {
        var made = new List<PlannedSchool>();
        var people = 0;
        for (var i = 0; i < schools; i++)
        {
            var (name, kind) = Named(i);
            var tier = i < 8 ? "demonstration" : i < 20 ? "experimental" : "pilot";
            var rooms = Rooms(i, kind);
            List<PlannedTeacher> teachers = [.. Enumerable.Range(0, rooms.Count(room => room.IsClass) * 2).Select(at => new PlannedTeacher(Person(people++), s_subjects[at % s_subjects.Length]))];
            made.Add(new PlannedSchool(i < 4 ? s_regions[i] : s_regions[i % s_regions.Length], name, kind, tier, rooms, teachers));
        }
        return made;
    }

    /// <summary>Somebody whose name nobody else of the plan has.</summary>
    private static string Person(int number) => number == 0 ? Teacher : s_surnames[number % s_surnames.Length] + s_given[number / s_surnames.Length % s_given.Length];

    /// <summary>Of 35: 8 centre schools, 7 junior, 12 primary, 8 teaching points.</summary>
    private static (string Name, string Kind) Named(int number) => number switch
    {
        0 => ("实验小学", "centre-school"),
        1 => ("下坝小学", "primary"),
        2 => ("柳林教学点", "teaching-point"),
        3 => ("石桥教学点", "teaching-point"),
        < 11 => ($"{s_places[number - 4]}中心校", "centre-school"),
        < 18 => ($"{s_places[number - 4]}初级中学", "junior"),
        < 29 => ($"{s_places[number - 4]}小学", "primary"),
        _ => ($"{s_places[number - 4]}教学点", "teaching-point"),
    };

    /// <summary>12 in centre schools and junior schools, 8 in primary schools, 3 in teaching points.</summary>
    private static List<PlannedRoom> Rooms(int number, string kind)
    {
        string[] own = ["七年级（1）班", "下坝小学多功能教室", "柳林教学点教室", "石桥教学点教室"];
        var (classes, special) = kind switch { "centre-school" or "junior" => (8, 4), "primary" => (6, 2), _ => (2, 1) };
        string[] specials = ["录播教室", "多功能教室", "科学实验室", "音乐教室"];
        var first = kind == "junior" ? 7 : 1;
        var grades = kind == "junior" ? 3 : 6;
        List<PlannedRoom> rooms = number < own.Length ? [new PlannedRoom(own[number], "录播,专递课堂", true)] : [];
        for (var i = 0; rooms.Count(room => room.IsClass) < classes; i++)
            rooms.Add(new PlannedRoom($"{"一二三四五六七八九"[first - 1 + (i % grades)]}年级（{(i / grades) + 1 + (number == 0 && first + (i % grades) == 7 ? 1 : 0)}）班", i % 3 == 0 ? "普通教室,录播" : "普通教室", true));
        rooms.AddRange(specials.Take(special).Select(name => new PlannedRoom(name, name == "录播教室" ? "录播,专递课堂" : "功能教室", false)));
        return rooms;
    }
}
