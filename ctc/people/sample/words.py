"""The words that the sample is made of: names, places, things to buy. All invented or common."""

# ruff: noqa: SIM905 - one name a line would fill pages

from typing import Final

FIRST_NAMES: Final = (
    "Aarav Aditi Akira Alejandra Amara Amina Ananya Anna Arjun Ayesha Bartek Beatriz Bilal Camila Chen Chloe "
    "Daniel Deepika Devi Diego Elena Emeka Emma Farah Fatima Felix Gabriel Grace Hana Hassan Ines Ishaan Ivan "
    "Jakub Jamal Jia Joana Johan Kabir Kavya Kofi Lakshmi Lars Leila Leo Lin Lucia Maja Malik Maria Mateo Maya "
    "Meera Mei Mohamed Nadia Neha Nikhil Nina Noah Nora Olga Omar Oskar Paulo Pooja Priya Rahul Ravi Riya Rohan "
    "Rosa Sade Saanvi Sana Sara Siti Sofia Sven Tara Tariq Thabo Theo Tomasz Uma Vera Vikram Wanjiru Wei Yara "
    "Yuki Yusuf Zainab Zara Zofia"
).split()
LAST_NAMES: Final = (
    "Abdi Acharya Adeyemi Ahmed Alvarez Andersen Bauer Bose Castro Chandra Chowdhury Cohen Costa Das Desai Diaz "
    "Fernandes Fischer Garcia Ghosh Gupta Haddad Hansen Hussain Ibrahim Iyer Jain Jansen Joshi Kapoor Khan Kim "
    "Kowalski Kumar Lim Lopez Malhotra Mehta Mensah Moreau Mukherjee Nair Nakamura Nguyen Novak Okafor Oliveira "
    "Osei Pandey Patel Pereira Pillai Rao Reddy Rossi Roy Saito Santos Sato Schmidt Sen Shah Sharma Silva Singh "
    "Smith Suzuki Tan Tanaka Torres Varma Verma Wagner Wang Wong Yadav Yamamoto Zhang Zielinska"
).split()

CITIES: Final = (
    ("Mumbai", "Maharashtra", "India", 18),
    ("Delhi", "Delhi", "India", 15),
    ("Bengaluru", "Karnataka", "India", 13),
    ("Pune", "Maharashtra", "India", 7),
    ("Chennai", "Tamil Nadu", "India", 7),
    ("Kolkata", "West Bengal", "India", 6),
    ("Hyderabad", "Telangana", "India", 6),
    ("Singapore", "Singapore", "Singapore", 6),
    ("Jakarta", "Jakarta", "Indonesia", 6),
    ("Dubai", "Dubai", "United Arab Emirates", 5),
    ("London", "England", "United Kingdom", 4),
    ("Berlin", "Berlin", "Germany", 3),
    ("New York", "New York", "United States", 3),
    ("San Francisco", "California", "United States", 1),
)
"""City, region, country, weight."""

DIALLING: Final = {
    "India": "+91",
    "Singapore": "+65",
    "Indonesia": "+62",
    "United Arab Emirates": "+971",
    "United Kingdom": "+44",
    "Germany": "+49",
    "United States": "+1",
}
LANGUAGES: Final = {
    "India": ("en", "hi", "hi", "ta", "mr"),
    "Singapore": ("en", "zh", "ms"),
    "Indonesia": ("id", "id", "en"),
    "United Arab Emirates": ("ar", "en"),
    "United Kingdom": ("en",),
    "Germany": ("de", "de", "en"),
    "United States": ("en", "en", "es"),
}
CUSTOMER_TYPES: Final = ("Regular",) * 11 + ("Silver",) * 5 + ("Gold",) * 3 + ("Platinum",)
PLANS: Final = ("Free",) * 10 + ("Plus",) * 5 + ("Pro",) * 2 + ("Business",) * 3
FRUITS: Final = ("Apple", "Mango", "Banana", "Orange", "Papaya", "Kiwi")
TAGS: Final = ("newsletter", "early-bird", "bargain-hunter", "gift-giver", "tea", "coffee", "parent")
DEVICES: Final = {
    "android": ("Pixel 9", "Galaxy S24", "Galaxy A15", "Redmi Note 13", "OnePlus 12", "Moto G84"),
    "ios": ("iPhone 13", "iPhone 14", "iPhone 15", "iPhone 16", "iPad Air"),
}
OS_VERSIONS: Final = {"android": ("12", "13", "14", "15"), "ios": ("16.7", "17.6", "18.1")}
APP_VERSIONS: Final = ("4.8.0", "4.9.2", "5.0.1", "5.1.0")

PRODUCTS: Final = (
    ("Masala Chai", "Black tea", 349.0),
    ("Assam Breakfast", "Black tea", 299.0),
    ("Darjeeling First Flush", "Black tea", 649.0),
    ("Nilgiri Green", "Green tea", 399.0),
    ("Jasmine Pearls", "Green tea", 549.0),
    ("Silver Tips", "White tea", 899.0),
    ("Moonlight White", "White tea", 749.0),
    ("Monsoon Malabar", "Coffee", 599.0),
    ("Araku Valley", "Coffee", 649.0),
    ("Filter Coffee", "Coffee", 279.0),
    ("Cardamom", "Spices", 189.0),
    ("Chai Spice Box", "Spices", 449.0),
    ("Brass Filter", "Ware", 799.0),
    ("Clay Cups", "Ware", 249.0),
    ("Glass Teapot", "Ware", 1299.0),
    ("Festival Hamper", "Gifts", 1999.0),
)
"""Name, category, price."""
SOURCES: Final = ("organic", "organic", "google", "instagram", "newsletter", "referral")
PAYMENTS: Final = ("Card", "UPI", "Wallet", "Cash on delivery")
